import type { FastifyInstance } from 'fastify'
import { withSharp } from './load-sharp.js'
import { FORMATS, type Format, SIZES, type Size, sizeName, TYPES } from './picture-files.js'

type Files = FastifyInstance['files']

/** One size of a picture. */
export interface PictureSize {
  /** The file of the picture itself. */
  master: string
  size: Size
  format: Format
}

/** Makes all sizes that are not there yet, one after the other. */
export async function makeSizes(files: Files, master: string, signal?: AbortSignal): Promise<void> {
  for (const size of SIZES) {
    for (const format of FORMATS) {
      if (signal?.aborted) return
      await findSize(files, { master, size, format })
    }
  }
}

/**
 * A size of a picture, made now unless it is there.
 *
 * @returns undefined where there is no such picture
 */
export async function findSize(files: Files, wanted: PictureSize): Promise<Buffer | undefined> {
  const name = sizeName(wanted.master, wanted.size, wanted.format)
  const found = await files.get(name)
  if (found) return found.bytes
  const making = beingMade.get(name) ?? makeSize(files, name, wanted).finally(() => beingMade.delete(name))
  beingMade.set(name, making)
  return making
}

/** By name: those who ask for one at the same moment wait for the same. */
const beingMade = new Map<string, Promise<Buffer | undefined>>()

async function makeSize(
  files: Files,
  name: string,
  { master, size, format }: PictureSize
): Promise<Buffer | undefined> {
  const original = await files.get(master)
  if (!original) return undefined
  const bytes = await resize(original.bytes, size, format)
  await files.put({ name, type: TYPES[format], bytes, madeFrom: master })
  return bytes
}

/** No wider than the picture itself. JPEG has no transparency: there, what lies behind it is white. */
function resize(master: Buffer, size: Size, format: Format): Promise<Buffer> {
  return withSharp((sharp) => {
    const picture = sharp(master).resize(size, null, { withoutEnlargement: true })
    return format === 'webp'
      ? picture.webp({ quality: 78 }).toBuffer()
      : picture.flatten({ background: '#ffffff' }).jpeg({ quality: 80, progressive: true }).toBuffer()
  })
}
