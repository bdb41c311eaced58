import { gzipSync } from 'node:zlib'
import { preparePicture } from '@larder/pictures'
import { samplePhoto } from '@larder/pictures/testing'
import sharp from 'sharp'
import { test } from 'tap'
import { largePng, twoColours } from './fixtures/make-pictures.js'

const SVG = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'
)

test('what is accepted', async (t) => {
  // Before the first picture is prepared, since nothing but four kinds can be read after it.
  const sources = {
    jpeg: await twoColours(60, 40).jpeg().toBuffer(),
    png: await twoColours(60, 40).png().toBuffer(),
    webp: await twoColours(60, 40).webp().toBuffer(),
    avif: await twoColours(60, 40).avif({ effort: 0 }).toBuffer(),
    interlaced: await twoColours(60, 40).png({ progressive: true }).toBuffer(),
    'of 16 bits': await twoColours(60, 40).toColourspace('rgb16').png().toBuffer(),
    'in a palette': await twoColours(60, 40).png({ palette: true }).toBuffer(),
    cmyk: await twoColours(60, 40).toColourspace('cmyk').jpeg().toBuffer()
  }
  for (const [kind, bytes] of Object.entries(sources)) {
    t.test(kind, async (t) => {
      const { master, width, height } = await preparePicture(bytes)
      t.same([width, height], [60, 40])
      const { format, space, hasAlpha, exif, icc, xmp, iptc } = await sharp(master).metadata()
      t.match({ format, space, hasAlpha }, { format: 'webp', space: 'srgb', hasAlpha: false })
      t.same([exif, icc, xmp, iptc], [undefined, undefined, undefined, undefined], 'without metadata')
      const [left, right] = await coloursOf(master)
      t.ok(left && left.red > left.blue && right && right.blue > right.red, 'in its colours')
    })
  }

  t.test('the eight orientations of EXIF, upright and without it', async (t) => {
    // The red half stands left, right, right, left; above, above, below, below (Exif 3.0, 4.6.5.1.5).
    const redStands = ['left', 'right', 'right', 'left', 'top', 'top', 'bottom', 'bottom']
    for (const [index, side] of redStands.entries()) {
      const orientation = index + 1
      const bytes = await twoColours(60, 40).withMetadata({ orientation }).jpeg().toBuffer()
      const { master, width, height } = await preparePicture(bytes)
      t.same([width, height], orientation > 4 ? [40, 60] : [60, 40], `${orientation}`)
      t.equal(await sideOfRed(master), side, `${orientation}`)
      t.equal((await sharp(master).metadata()).orientation, undefined)
    }
  })

  t.test('one with a place, a camera and a colour profile, which are gone', async (t) => {
    const bytes = await twoColours(60, 40)
      .withExif({ IFD0: { Make: 'SecretCam' }, IFD3: { GPSLatitude: '52/1 30/1 0/1', GPSLatitudeRef: 'N' } })
      .withIccProfile('p3')
      .jpeg()
      .toBuffer()
    t.ok(bytes.includes('SecretCam'))
    const { master } = await preparePicture(bytes)
    for (const trace of ['SecretCam', 'EXIF', 'ICCP', 'GPS']) t.notOk(master.includes(trace), trace)
  })

  t.test('a polyglot, of which the picture alone is left', async (t) => {
    const bytes = Buffer.concat([await samplePhoto(), Buffer.from('<script>alert(1)</script>PK\u0003\u0004')])
    const { master } = await preparePicture(bytes)
    t.notOk(master.includes('script'))
    t.equal((await sharp(master).metadata()).format, 'webp')
  })

  t.test('an animated one, of which the first frame is left', async (t) => {
    const frames = await Promise.all(
      ['#ff0000', '#0000ff'].map((background) =>
        sharp({ create: { width: 30, height: 20, channels: 3, background } })
          .png()
          .toBuffer()
      )
    )
    const bytes = await sharp(frames, { join: { animated: true } })
      .webp()
      .toBuffer()
    t.equal((await sharp(bytes, { animated: true }).metadata()).pages, 2)
    const { master, width, height } = await preparePicture(bytes)
    t.same([width, height], [30, 20])
    t.equal((await sharp(master, { animated: true }).metadata()).pages, undefined)
    const [left] = await coloursOf(master)
    t.ok(left && left.red > left.blue)
  })

  t.test('a large one, of which 2,560 pixels are left', async (t) => {
    const { width, height } = await preparePicture(await samplePhoto(5_000, 2_500))
    t.same([width, height], [2_560, 1_280])
  })

  t.test('the same twice is the same', async (t) => {
    const bytes = await samplePhoto()
    const [one, other] = await Promise.all([preparePicture(bytes), preparePicture(bytes)])
    t.ok(one.master.equals(other.master))
  })
})

test('what is refused', async (t) => {
  const jpeg = await twoColours(600, 400).jpeg().toBuffer()
  const png = await twoColours(600, 400).png({ compressionLevel: 0 }).toBuffer()
  const webp = await twoColours(600, 400).webp({ lossless: true }).toBuffer()
  const avif = await twoColours(600, 400).avif({ effort: 0 }).toBuffer()
  const refusals: [string, Buffer, string, number][] = [
    ['nothing', Buffer.alloc(0), 'PICTURES_ERR_EMPTY', 422],
    ['a text', Buffer.from('hello'), 'PICTURES_ERR_KIND', 422],
    ['an SVG, whatever it is called', SVG, 'PICTURES_ERR_KIND', 422],
    ['a packed SVG', gzipSync(SVG), 'PICTURES_ERR_KIND', 422],
    ['a GIF', Buffer.from('R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=', 'base64'), 'PICTURES_ERR_KIND', 422],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'PICTURES_ERR_KIND', 422],
    ['a JPEG cut off', jpeg.subarray(0, jpeg.length / 2), 'PICTURES_ERR_DAMAGED', 422],
    ['a PNG cut off', png.subarray(0, png.length / 2), 'PICTURES_ERR_DAMAGED', 422],
    ['a WebP cut off', webp.subarray(0, webp.length / 2), 'PICTURES_ERR_KIND', 422],
    ['an AVIF cut off', avif.subarray(0, avif.length / 2), 'PICTURES_ERR_DAMAGED', 422],
    ['the head of a JPEG', jpeg.subarray(0, 20), 'PICTURES_ERR_KIND', 422],
    ['16,000² pixels in 32 kB', largePng(16_000, 16_000), 'PICTURES_ERR_TOO_MANY_PIXELS', 413],
    ['a large file', Buffer.alloc(10 * 1024 * 1024 + 1), 'PICTURES_ERR_TOO_LARGE', 413]
  ]
  for (const [what, bytes, code, statusCode] of refusals)
    t.test(what, (t) => t.rejects(preparePicture(bytes), { code, statusCode }))
})

interface Colour {
  red: number
  blue: number
}

/** Of the middle of the left and of the right half. */
async function coloursOf(picture: Buffer): Promise<[Colour | undefined, Colour | undefined]> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
  const at = (x: number): Colour => {
    const place = (Math.floor(info.height / 2) * info.width + Math.floor(info.width * x)) * info.channels
    return { red: data[place] ?? 0, blue: data[place + 2] ?? 0 }
  }
  return [at(0.25), at(0.75)]
}

async function sideOfRed(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true })
  const isRed = (x: number, y: number) => {
    const place = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * info.channels
    return (data[place] ?? 0) > (data[place + 2] ?? 0)
  }
  if (isRed(0.25, 0.25) && isRed(0.25, 0.75)) return 'left'
  if (isRed(0.75, 0.25) && isRed(0.75, 0.75)) return 'right'
  return isRed(0.25, 0.25) ? 'top' : 'bottom'
}
