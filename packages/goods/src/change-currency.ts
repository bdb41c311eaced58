import type { Database } from '@larder/database'

/** Says that all prices are in another currency. The amounts stay as they are. */
export async function changeCurrency(tx: Database, currency: string): Promise<void> {
  await tx.good.updateMany({ where: { currency: { not: currency } }, data: { currency } })
}
