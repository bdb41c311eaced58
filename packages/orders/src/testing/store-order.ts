import { randomUUID } from 'node:crypto'
import type { Database, Prisma } from '@larder/database'

/** Writes an order of two units at 1.19 as it stands, past `placeOrder`. */
export function storeOrder(
  db: Database,
  changes: Partial<Prisma.OrderUncheckedCreateInput> = {}
): Promise<Prisma.OrderGetPayload<object>> {
  return db.order.create({ data: { ...ORDER, checkoutId: randomUUID(), placedAt: new Date(), ...changes } })
}

const ORDER = {
  email: 'anna@example.org',
  language: 'en',
  currency: 'EUR',
  goodsTotal: 238,
  deliveryTotal: 0,
  discountTotal: 0,
  total: 238,
  taxRule: '1',
  method: 'post',
  methodName: 'Post',
  paymentMethod: 'transfer',
  lines: {
    create: {
      position: 1,
      goodId: 1,
      slug: 'plums',
      name: 'Plums',
      unit: '1 kg',
      quantity: 2,
      unitPrice: 119,
      total: 238,
      taxCategory: 'standard',
      taxRate: 190_000,
      tax: 38
    }
  }
} satisfies Partial<Prisma.OrderUncheckedCreateInput>
