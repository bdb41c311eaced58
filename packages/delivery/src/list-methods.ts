import { type Database, type Prisma, queryRows, statement } from '@larder/database'
import { type Static, Type } from 'typebox'
import type { MethodInput } from './schemas.js'

/** A method as it is stored. */
export interface StoredMethod extends MethodInput {
  id: number
  /** Goes up with every change: `saveMethod` is given the one that was shown. */
  version: number
}

/** All methods, in the order in which they are shown, those that are not active too. */
export function listMethods(db: Database): Promise<StoredMethod[]> {
  return db.deliveryMethod.findMany({ ...WHOLE, orderBy: [{ position: 'asc' }, { id: 'asc' }] })
}

/** What the active methods cost, in their order: one query, for pages that are asked for often. */
export function listPrices(db: Database): Promise<MethodPrice[]> {
  return queryRows(db, LIST_PRICES)
}

const MethodPrice = Type.Object({
  name: Type.String(),
  price: Type.Integer(),
  /** From which sum of products on it is free. */
  freeFrom: Type.Union([Type.Integer(), Type.Null()]),
  /** Below which sum of products it is not offered. */
  minTotal: Type.Union([Type.Integer(), Type.Null()])
})
export type MethodPrice = Static<typeof MethodPrice>

export async function findMethod(db: Database, id: number): Promise<StoredMethod | undefined> {
  return (await db.deliveryMethod.findUnique({ ...WHOLE, where: { id } })) ?? undefined
}

const WHOLE = {
  include: {
    areas: {
      select: { country: true, postalPrefix: true },
      orderBy: [{ country: 'asc' }, { postalPrefix: 'asc' }]
    },
    plans: {
      select: { weekday: true, starts: true, ends: true, cutoffMinutes: true, capacity: true },
      orderBy: [{ weekday: 'asc' }, { starts: 'asc' }]
    }
  }
} satisfies Prisma.DeliveryMethodDefaultArgs

const LIST_PRICES = statement(
  MethodPrice,
  'SELECT name, price, free_from AS "freeFrom", min_total AS "minTotal" FROM delivery_methods WHERE active ORDER BY position, id'
)
