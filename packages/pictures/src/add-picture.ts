import { createHash } from 'node:crypto'
import { enqueue, taskKind } from '@larder/tasks'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { PICTURES_ERR_DRAWING } from './errors.js'
import { findSize } from './make-size.js'
import { FORMATS, TYPES } from './picture-files.js'
import { preparePicture } from './prepare-picture.js'

/** What a feature writes down of a picture. */
export interface Picture {
  /** Its file, which the feature uses (`useFile`). */
  picture: string
  /** In pixels. */
  width: number
  height: number
}

/** The sizes of a picture that are not needed at once. */
export const MAKE_SIZES = taskKind('pictures.make-sizes', Type.Object({ picture: Type.String() }))

/**
 * Keeps a picture that somebody sent: the same one twice is one. Its usual size is there when this
 * returns, the others soon.
 *
 * @throws PICTURES_ERR_TOO_LARGE, PICTURES_ERR_TOO_MANY_PIXELS (413); PICTURES_ERR_EMPTY,
 *   PICTURES_ERR_KIND, PICTURES_ERR_DAMAGED (422)
 */
export async function addPicture(
  { db, files }: Pick<FastifyInstance, 'db' | 'files'>,
  bytes: Buffer
): Promise<Picture> {
  const { master, width, height } = await preparePicture(bytes)
  const picture = `${hash(master)}.webp`
  const { outcome } = await files.put({ name: picture, type: TYPES.webp, bytes: master })
  for (const format of FORMATS) await findSize(files, { master: picture, size: USUAL_SIZE, format })
  if (outcome === 'stored') await enqueue(db, MAKE_SIZES, { picture })
  return { picture, width, height }
}

const USUAL_SIZE = 640

/**
 * Keeps a drawing (SVG) that the shop's own code brings. Never one that was sent: it may hold
 * scripts.
 *
 * @throws PICTURES_ERR_DRAWING
 */
export async function addDrawing({ files }: Pick<FastifyInstance, 'files'>, bytes: Buffer): Promise<Picture> {
  const [, width, height] = VIEW_BOX.exec(bytes.toString('utf8')) ?? []
  if (!width || !height) throw new PICTURES_ERR_DRAWING()
  const picture = `${hash(bytes)}.svg`
  await files.put({ name: picture, type: TYPES.svg, bytes })
  return { picture, width: Number(width), height: Number(height) }
}

const VIEW_BOX = /<svg[^>]*\sviewBox="0 0 (\d+) (\d+)"/

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
