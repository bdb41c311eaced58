/** Widths in pixels that pages show pictures in; none is larger than the picture itself. */
export const SIZES = [160, 320, 640, 1280] as const
export const FORMATS = ['webp', 'jpg'] as const

export type Size = (typeof SIZES)[number]
export type Format = (typeof FORMATS)[number]

export const TYPES: Record<Format | 'svg', string> = {
  webp: 'image/webp',
  jpg: 'image/jpeg',
  svg: 'image/svg+xml'
}

/** A file that visitors may see: a size of a photograph, or a drawing. */
export type PublicFile = { kind: 'size'; master: string; size: Size; format: Format } | { kind: 'drawing' }

/** The name of a size of the picture `<sha256>.webp`. */
export function sizeName(master: string, size: Size, format: Format): string {
  return `${master.slice(0, HASH_LENGTH)}-${size}.${format}`
}

/** Whether a picture is a drawing (SVG), which has one size. */
export function isDrawing(picture: string): boolean {
  return picture.endsWith('.svg')
}

/** Undefined of a name that no visitor may see, as that of a master. */
export function readPublicName(name: string): PublicFile | undefined {
  if (DRAWING.test(name)) return { kind: 'drawing' }
  const [, hash, digits, suffix] = SIZED.exec(name) ?? []
  const size = SIZES.find((one) => String(one) === digits)
  const format = FORMATS.find((one) => one === suffix)
  return size && format ? { kind: 'size', master: `${hash}.webp`, size, format } : undefined
}

const HASH_LENGTH = 64
const DRAWING = /^[0-9a-f]{64}\.svg$/
const SIZED = /^([0-9a-f]{64})-(\d+)\.(webp|jpg)$/
