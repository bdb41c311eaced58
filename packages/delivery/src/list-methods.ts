import type { Database, Prisma } from '@larder/database'
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
