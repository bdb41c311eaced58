import type { Database } from '@larder/database'
import { removeStock } from '@larder/stock'
import { releasePictures } from './pictures/good-pictures.js'

/** Removes goods for good, with their stock, in a transaction. Carts lose them; orders keep their copies. */
export async function removeGoods(tx: Database, ids: readonly number[]): Promise<void> {
  // As a sale locks them: the stock before the good.
  await removeStock(tx, ids)
  await releasePictures(tx, ids)
  await tx.good.deleteMany({ where: { id: { in: [...ids] } } })
}
