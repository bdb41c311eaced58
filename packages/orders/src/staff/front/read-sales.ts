import { type Database, queryRows, statement } from '@larder/database'
import { dayOf, lastDays, rangeOfDay } from '@larder/staff'
import { Type } from 'typebox'

/** What was ordered on a day and not cancelled. */
export interface SalesDay {
  /** `2026-11-26` */
  day: string
  orders: number
  /** In minor units. */
  revenue: number
}

/**
 * The sales of the last days, today the last. Only the orders of these days are read, by the index of
 * state and time; the database sums up half hours, in which no day begins or ends.
 */
export async function readSales(
  db: Database,
  { days, timeZone, now }: { days: number; timeZone: string; now: Date }
): Promise<SalesDay[]> {
  const dates = lastDays(days, timeZone, now)
  const { from } = rangeOfDay(dates[0] ?? dayOf(now, timeZone), timeZone)
  const sales = new Map(dates.map((day) => [day, { day, orders: 0, revenue: 0 }]))
  for (const { half_hour: halfHour, orders, revenue } of await queryRows(db, SALES, [from])) {
    const day = sales.get(dayOf(new Date(from.getTime() + halfHour * HALF_HOUR), timeZone))
    if (!day) continue
    day.orders += orders
    day.revenue += revenue
  }
  return [...sales.values()]
}

/** A good, and how many units of it were ordered. */
export interface BestSeller {
  goodId: number
  name: string
  unit: string
  units: number
}

/** The goods that were ordered most since a moment. */
export function listBestSellers(db: Database, since: Date, limit: number): Promise<BestSeller[]> {
  return queryRows(db, BEST_SELLERS, [since, limit])
}

/** What waits of the orders that are open: few, since the others are completed. */
export interface OpenOrders {
  unpaid: number
  overpaid: number
}

export async function countOpenOrders(db: Database): Promise<OpenOrders> {
  const [row] = await queryRows(db, OPEN_ORDERS)
  return row ?? { unpaid: 0, overpaid: 0 }
}

const SalesRow = Type.Object({
  half_hour: Type.Integer(),
  orders: Type.Integer(),
  revenue: Type.Number()
})
const SALES = statement(SalesRow, {
  postgresql: `SELECT CAST(FLOOR(EXTRACT(EPOCH FROM placed_at - $1::timestamp) / 1800) AS INTEGER) AS half_hour,
      CAST(COUNT(*) AS INTEGER) AS orders, CAST(SUM(total - cancelled_total) AS DOUBLE PRECISION) AS revenue
    FROM orders WHERE status IN ('placed', 'completed') AND placed_at >= $1::timestamp GROUP BY 1`,
  mysql: `SELECT CAST(FLOOR(TIMESTAMPDIFF(SECOND, $1, placed_at) / 1800) AS SIGNED) AS half_hour,
      CAST(COUNT(*) AS SIGNED) AS orders, CAST(SUM(total - cancelled_total) AS DOUBLE) AS revenue
    FROM orders WHERE status IN ('placed', 'completed') AND placed_at >= $1 GROUP BY 1`
})
const BEST_SELLERS = statement(
  Type.Object({ goodId: Type.Integer(), name: Type.String(), unit: Type.String(), units: Type.Integer() }),
  {
    postgresql: `SELECT good_id AS "goodId", MAX(name) AS name, MAX(unit) AS unit, CAST(SUM(quantity - cancelled) AS INTEGER) AS units
      FROM orders JOIN order_lines ON order_id = id
     WHERE status IN ('placed', 'completed') AND placed_at >= $1 AND good_id IS NOT NULL
     GROUP BY good_id ORDER BY 4 DESC, 2 LIMIT $2`,
    mysql: `SELECT good_id AS "goodId", MAX(name) AS name, MAX(unit) AS unit, CAST(SUM(quantity - cancelled) AS SIGNED) AS units
      FROM orders JOIN order_lines ON order_id = id
     WHERE status IN ('placed', 'completed') AND placed_at >= $1 AND good_id IS NOT NULL
     GROUP BY good_id ORDER BY 4 DESC, 2 LIMIT $2`
  }
)
const OpenRow = Type.Object({ unpaid: Type.Integer(), overpaid: Type.Integer() })
const OPEN = (integer: string) => `SELECT
      CAST(COUNT(CASE WHEN payment IN ('due', 'failed') AND pay_by IS NOT NULL THEN 1 END) AS ${integer}) AS unpaid,
      CAST(COUNT(CASE WHEN paid - refunded > total - cancelled_total THEN 1 END) AS ${integer}) AS overpaid
    FROM orders WHERE status = 'placed'`
const OPEN_ORDERS = statement(OpenRow, { postgresql: OPEN('INTEGER'), mysql: OPEN('SIGNED') })
const HALF_HOUR = 30 * 60_000
