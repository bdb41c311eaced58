import { inTransaction, type PrismaClient } from '@larder/database'
import type { Picture } from '@larder/pictures'
import { type GoodPicture, savePictures } from '../pictures/good-pictures.js'

/** Gives a good one picture, in the place of those that it has. */
export async function hangPicture(
  db: PrismaClient,
  goodId: number,
  picture: Picture & Partial<GoodPicture>
): Promise<void> {
  const hung = { alt: '', focusX: 50, focusY: 50, ...picture }
  await inTransaction(db, (tx) => savePictures(tx, goodId, [hung]))
}
