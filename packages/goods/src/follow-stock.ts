import { type Database, Prisma } from '@larder/database'
import type { StockLevel } from '@larder/stock'

/**
 * Copies a change of stock to the goods, in its transaction: whether they can be bought, and for
 * instances of the former release how many there are. `app.onStockChange` runs it.
 */
export async function followStock(tx: Database, levels: StockLevel[]): Promise<void> {
  if (levels.length === 0) return
  const ids = levels.map(({ goodId }) => goodId)
  const counts = levels.map(({ goodId, onHand }) => Prisma.sql`WHEN ${goodId} THEN ${Math.max(0, onHand)}`)
  const answers = levels.map(
    ({ goodId, onHand, backorder }) => Prisma.sql`WHEN ${goodId} THEN ${onHand > 0 || backorder}`
  )
  await tx.$executeRaw`
    UPDATE goods SET
      stock = CASE id ${Prisma.join(counts, ' ')} ELSE stock END,
      available = CASE id ${Prisma.join(answers, ' ')} ELSE available END
    WHERE id IN (${Prisma.join(ids)})`
}
