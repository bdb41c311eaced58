import { type Database, Prisma } from '@larder/database'
import { LARGEST_AMOUNT } from '@larder/money'
import { type Actor, changesBetween, recordAudit } from '@larder/staff'
import { recordPrices } from '../../price-history.js'
import { priorPriceOf } from '../form/write-goods.js'

/** To what prices are rounded, in minor units: the nearest of its multiples, or the next number that ends in 9. */
export const ROUNDINGS = ['cent', 'five', 'ten', 'nine'] as const

export interface PriceChange {
  /** 50 is 5 % more. */
  perMille: number
  rounding: (typeof ROUNDINGS)[number]
}

/** A price after the change; never below zero, nor above what a price can be. What costs nothing stays so. */
export function changedPrice(price: number, { perMille, rounding }: PriceChange): number {
  if (price === 0) return 0
  // Exact: a price of an Int times 11,000 stays below 2^53.
  const exact = (price * (1_000 + perMille)) / 1_000
  const rounded =
    rounding === 'nine'
      ? Math.ceil((exact - 9) / 10) * 10 + 9
      : halfUp(exact / STEPS[rounding]) * STEPS[rounding]
  return Math.min(Math.max(0, rounded), LARGEST_AMOUNT)
}

/**
 * Changes the prices of goods, in a transaction. A reduction ends where the price comes up to what it
 * was without it.
 *
 * @returns how many got another price
 */
export async function changePrices(
  tx: Database,
  ids: readonly number[],
  change: PriceChange,
  { actor, batch, now }: { actor: Actor; batch: string; now: Date }
): Promise<number> {
  const found = await tx.good.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } })
  const goods = found
    .map((good) => ({ ...good, newPrice: changedPrice(good.price, change) }))
    .filter((good) => good.newPrice !== good.price)
  if (goods.length === 0) return 0
  const reductions = new Map<number, { regular_price: number | null; prior_price: number | null }>()
  for (const good of goods.filter(({ regularPrice }) => regularPrice !== null)) {
    const regularPrice =
      good.regularPrice !== null && good.regularPrice > good.newPrice ? good.regularPrice : null
    const priorPrice = await priorPriceOf(tx, good, { price: good.newPrice, regularPrice }, now)
    await tx.good.update({ where: { id: good.id }, data: { price: good.newPrice, regularPrice, priorPrice } })
    reductions.set(good.id, { regular_price: regularPrice, prior_price: priorPrice })
  }
  const prices = goods.map(({ id, newPrice }) => Prisma.sql`WHEN ${id} THEN ${newPrice}`)
  const changed = goods.map(({ id }) => id)
  await tx.$executeRaw`
    UPDATE goods SET price = CASE id ${Prisma.join(prices, ' ')} ELSE price END
    WHERE id IN (${Prisma.join(changed)})`
  // The price of a base unit is worked out anew.
  const data = { version: { increment: 1 }, termsVersion: 0, updatedAt: now }
  await tx.good.updateMany({ where: { id: { in: changed } }, data })
  await recordPrices(
    tx,
    goods.map((good) => ({ former: good, price: good.newPrice })),
    now
  )
  const records = goods.map(({ id, price, newPrice, regularPrice, priorPrice }) => {
    const before = { price, regular_price: regularPrice, prior_price: priorPrice }
    return {
      action: 'goods.price',
      subject: ['good', id] as const,
      changes: changesBetween(before, { price: newPrice, ...reductions.get(id) }),
      batch
    }
  })
  await recordAudit(tx, actor, ...records)
  return goods.length
}

const STEPS = { cent: 1, five: 5, ten: 10 }

function halfUp(amount: number): number {
  return Math.floor(amount + 0.5)
}
