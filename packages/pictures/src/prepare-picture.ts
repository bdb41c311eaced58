import type sharp from 'sharp'
import type { Sharp } from 'sharp'
import {
  PICTURES_ERR_DAMAGED,
  PICTURES_ERR_EMPTY,
  PICTURES_ERR_KIND,
  PICTURES_ERR_TOO_LARGE,
  PICTURES_ERR_TOO_MANY_PIXELS
} from './errors.js'
import { withSharp } from './load-sharp.js'

/** A picture as it is kept, from which all sizes are made. */
export interface PreparedPicture {
  /** WebP in sRGB, upright, without any metadata. */
  master: Buffer
  /** In pixels, at most 2,560. */
  width: number
  height: number
}

/**
 * Makes of a file that somebody sent a picture that we have written ourselves, whatever the file was
 * called. Of an animated one it keeps the first frame.
 *
 * @param bytes a JPEG, PNG, WebP or AVIF of at most 10 MB and 50 megapixels
 * @throws PICTURES_ERR_TOO_LARGE, PICTURES_ERR_TOO_MANY_PIXELS (413); PICTURES_ERR_EMPTY,
 *   PICTURES_ERR_KIND, PICTURES_ERR_DAMAGED (422)
 */
export async function preparePicture(bytes: Buffer): Promise<PreparedPicture> {
  if (bytes.length === 0) throw new PICTURES_ERR_EMPTY()
  if (bytes.length > MOST_BYTES) throw new PICTURES_ERR_TOO_LARGE()
  return withSharp(async (sharp) => {
    await checkHead(sharp, bytes)
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
      .autoOrient()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .timeout({ seconds: MOST_SECONDS })
      // More effort takes a second longer, and spares a twentieth.
      .webp({ quality: 90, effort: 0 })
    const { data, info } = await write(picture)
    return { master: data, width: info.width, height: info.height }
  })
}

/** Bytes of a file that `preparePicture` takes. */
export const MOST_BYTES = 10 * 1024 * 1024
const MOST_PIXELS = 50_000_000
/** Pixels. */
const LONGEST_SIDE = 2_560
const MOST_SECONDS = 30

/** Reads the head alone: a file of a few kB can claim pixels that take seconds and gigabytes. */
async function checkHead(load: typeof sharp, bytes: Buffer): Promise<void> {
  const head = await load(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new PICTURES_ERR_KIND()
    })
  const { format, compression, width, height } = head
  // HEIC has the same container as AVIF, and a codec that we cannot read.
  if (format === 'heif' && compression !== 'av1') throw new PICTURES_ERR_KIND()
  if (width * height > MOST_PIXELS) throw new PICTURES_ERR_TOO_MANY_PIXELS(Math.ceil((width * height) / 1e6))
}

async function write(picture: Sharp) {
  try {
    return await picture.toBuffer({ resolveWithObject: true })
  } catch {
    throw new PICTURES_ERR_DAMAGED()
  }
}
