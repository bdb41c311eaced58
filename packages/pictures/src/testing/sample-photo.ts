import sharp from 'sharp'

/** A JPEG of one colour, which is another picture for each colour and size. */
export function samplePhoto(width = 800, height = 600, colour = '#3a7d44'): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .jpeg()
    .toBuffer()
}
