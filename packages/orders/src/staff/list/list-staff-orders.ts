import { type Database, escapeLike, type Prisma, queryRows, statement } from '@larder/database'
import { type DayRange, type ListPage, type PageQuery, readPage } from '@larder/staff'
import { Type } from 'typebox'
import { LISTED } from '../../lists/find-order.js'
import type { OrderRow } from '../../order/lock-order.js'
import { ANY_DELIVERY } from '../words.js'

/** What staff look for. Without anything it is all orders. */
export interface OrderFilter {
  status?: OrderRow['status']
  payment?: OrderRow['payment']
  delivery?: OrderRow['delivery']
  /** When they are delivered. */
  day?: DayRange
  placedFrom?: Date
  /** Before this moment. */
  placedUntil?: Date
  /** An order's number, how an e-mail address begins, or a part of a name. */
  text?: string
}

/** An order in the staff's list. */
export type StaffListedOrder = Prisma.OrderGetPayload<{ select: typeof STAFF_LISTED }>

/** How a list of orders can be sorted. Ids grow as orders are placed, and have an index. */
export const ORDER_SORTS = {
  '-placed_at': [{ id: 'desc' }],
  placed_at: [{ id: 'asc' }],
  '-total': [{ total: 'desc' }, { id: 'desc' }],
  total: [{ total: 'asc' }, { id: 'asc' }],
  deliver_from: [{ deliverFrom: 'asc' }, { id: 'asc' }],
  '-deliver_from': [{ deliverFrom: 'desc' }, { id: 'desc' }]
} satisfies Record<string, Prisma.OrderOrderByWithRelationInput[]>

/** A page of the orders that fit; sorted by delivery, of those that have a time for it. */
export async function listStaffOrders(
  db: Database,
  filter: OrderFilter,
  { sort, ...place }: PageQuery & { sort: keyof typeof ORDER_SORTS }
): Promise<ListPage<StaffListedOrder>> {
  const fitting = await ordersWhere(db, filter)
  // A page cannot begin after a row whose column is NULL.
  const where = sort.endsWith('deliver_from') ? { AND: [fitting, { deliverFrom: { not: null } }] } : fitting
  return readPage(place, PER_PAGE, (take) =>
    db.order.findMany({ where, orderBy: ORDER_SORTS[sort], select: STAFF_LISTED, ...take })
  )
}

/** Which orders a filter means. */
export async function ordersWhere(
  db: Database,
  { status, payment, delivery, day, placedFrom, placedUntil, text }: OrderFilter
): Promise<Prisma.OrderWhereInput> {
  return {
    ...{ status, payment, delivery },
    ...(day && {
      delivery: delivery ?? { in: ANY_DELIVERY },
      deliverFrom: { gte: day.from, lt: day.until }
    }),
    placedAt: { gte: placedFrom, lt: placedUntil },
    ...(text && (await textWhere(db, text)))
  }
}

async function textWhere(db: Database, text: string): Promise<Prisma.OrderWhereInput> {
  if (text.includes('@')) return { email: { startsWith: escapeLike(text.toLowerCase()) } }
  const pattern = `%${escapeLike(text.toLowerCase())}%`
  const named = await queryRows(db, FIND_BY_NAME, [pattern, MOST_NAMED])
  return { OR: [{ number: text.toUpperCase() }, { number: text }, { id: { in: named.map(({ id }) => id) } }] }
}

// PostgreSQL compares letters as they are, MySQL in either case.
const FIND_BY_NAME = statement(
  Type.Object({ id: Type.Integer() }),
  `SELECT order_id AS id FROM order_addresses
    WHERE kind = 'delivery' AND LOWER(name) LIKE $1 ORDER BY order_id DESC LIMIT $2`
)
const STAFF_LISTED = {
  ...LISTED,
  paid: true,
  refunded: true,
  email: true,
  methodName: true,
  deliverFrom: true,
  deliverUntil: true,
  addresses: { where: { kind: 'delivery' }, select: { name: true } }
} satisfies Prisma.OrderSelect
const PER_PAGE = 50
const MOST_NAMED = 500
