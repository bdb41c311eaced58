import type { Database } from '@larder/database'
import type { MethodInput } from './schemas.js'

/** Where something is to be delivered. */
export interface Place {
  /** ISO 3166-1. */
  country: string
  /** As people write it; empty where it is not known. */
  postalCode: string
}

/** A method for certain goods and a certain place. */
export interface DeliveryOffer {
  code: string
  name: string
  description: string
  kind: MethodInput['kind']
  /** For these goods, in minor units of the shop's currency, tax included. */
  price: number
  tax: MethodInput['tax']
  /** Of the rate, where `tax` is `category`. */
  taxCategory: string | null
  minTotal: number | null
  /** Why it cannot be chosen now. */
  refusal?: 'below-minimum' | 'no-slot'
  /** Whether one of the slots must be chosen. */
  takesSlot: boolean
  /** Those that are free, the first first. */
  slots: OfferedSlot[]
  /** Those that other orders have taken. */
  fullSlots: OfferedSlot[]
}

export interface OfferedSlot {
  id: number
  startsAt: Date
  endsAt: Date
  /** Until then it can be ordered for. */
  cutoffAt: Date
}

/**
 * The methods that reach a place, with their price for these goods and the slots that are free, in
 * the order in which they are shown. Pick-up reaches everybody. Two queries.
 *
 * @param goodsTotal in minor units, after discounts
 * @param now one time for the whole transaction
 */
export async function offersFor(
  db: Database,
  place: Place,
  goodsTotal: number,
  now: Date
): Promise<DeliveryOffer[]> {
  const reaches = reaching(place)
  const methods = await db.deliveryMethod.findMany({
    where: reaches,
    include: { _count: { select: { plans: true } } },
    orderBy: [{ position: 'asc' }, { id: 'asc' }]
  })
  const open = await db.deliverySlot.findMany({
    where: { method: reaches, cutoffAt: { gt: now }, capacity: { gt: 0 } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }]
  })
  return methods.map(({ id, freeFrom, _count, ...method }) => {
    const { code, name, description, kind, tax, taxCategory, minTotal } = method
    const takesSlot = _count.plans > 0
    const own = takesSlot ? open.filter(({ methodId }) => methodId === id) : []
    const slots = own.filter(({ taken, capacity }) => taken < capacity).map(offerSlot)
    const fullSlots = own.filter(({ taken, capacity }) => taken >= capacity).map(offerSlot)
    const refusal = refusalOf(minTotal !== null && goodsTotal < minTotal, takesSlot && slots.length === 0)
    const price = freeFrom !== null && goodsTotal >= freeFrom ? 0 : method.price
    const taxed = { price, tax, taxCategory, minTotal }
    return { code, name, description, kind, ...taxed, refusal, takesSlot, slots, fullSlots }
  })
}

/** Whether any method can be chosen anywhere. */
export async function reachesAnybody(db: Database): Promise<boolean> {
  const where = { active: true, OR: [{ kind: 'pickup' as const }, { areas: { some: {} } }] }
  return (await db.deliveryMethod.findFirst({ where, select: { id: true } })) !== null
}

function offerSlot({ id, startsAt, endsAt, cutoffAt }: OfferedSlot): OfferedSlot {
  return { id, startsAt, endsAt, cutoffAt }
}

function refusalOf(isBelow: boolean, isFull: boolean): DeliveryOffer['refusal'] {
  if (isBelow) return 'below-minimum'
  return isFull ? 'no-slot' : undefined
}

function reaching({ country, postalCode }: Place) {
  const postalPrefix = { in: prefixesOf(postalCode) }
  return {
    active: true,
    OR: [{ kind: 'pickup' as const }, { areas: { some: { country, postalPrefix } } }]
  }
}

/** `10115` begins with the empty text, `1`, `10` … */
function prefixesOf(postalCode: string): string[] {
  const code = postalCode.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const length = Math.min(code.length, LONGEST_PREFIX)
  return Array.from({ length: length + 1 }, (_, end) => code.slice(0, end))
}

const LONGEST_PREFIX = 10
