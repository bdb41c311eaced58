import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { rangeOfDay } from '@larder/staff'
import { dueOf, excessOf } from '../../order/lock-order.js'
import { SUMMARY } from '../../pages/schemas.js'
import { OrdersQuery, StaffOrderList } from '../schemas.js'
import { listStaffOrders, type OrderFilter, type StaffListedOrder } from './list-staff-orders.js'

/** The list of all orders. */
export default function listRoutes(app: BlueprintApp, timeZone: () => string): void {
  const list = {
    config: { permission: 'orders.read' },
    schema: { summary: 'All orders', querystring: OrdersQuery, response: { 200: StaffOrderList } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { query } = request
    const { sort = '-placed_at', after, before } = query
    const found = await listStaffOrders(app.db, filterOf(query, timeZone()), { sort, after, before })
    const view = { orders: found.rows.map(viewListed), next: found.next, previous: found.previous }
    if (!wantsHtml(request)) return view
    const slots = { 'orders-staff.list.actions': {} }
    return reply.view('list', { ...view, query, states: STATES, formatPrice, slots })
  })
}

/** What the query of the list means. */
export function filterOf(
  query: Omit<OrdersQuery, 'sort' | 'after' | 'before'>,
  timeZone: string
): OrderFilter {
  const { status, payment, delivery, day, placed_from: from, placed_to: to, q } = query
  const text = q?.trim()
  return {
    ...(status && { status }),
    ...(payment && { payment }),
    ...(delivery && { delivery }),
    ...(day && { day: rangeOfDay(day, timeZone) }),
    ...(from && { placedFrom: rangeOfDay(from, timeZone).from }),
    ...(to && { placedUntil: rangeOfDay(to, timeZone).until }),
    ...(text && { text })
  }
}

function viewListed(order: StaffListedOrder): StaffOrderList['orders'][number] {
  const { id, number, status, payment, delivery, total, currency, email, methodName: method } = order
  return {
    ...{ id, status, payment, delivery, total, currency, email, method },
    number: number ?? '',
    placed_at: order.placedAt.toISOString(),
    owed: dueOf(order) - excessOf(order),
    name: order.addresses[0]?.name ?? '',
    deliver_from: order.deliverFrom?.toISOString() ?? null,
    deliver_until: order.deliverUntil?.toISOString() ?? null
  }
}

/** What the list can be narrowed to. */
const STATES = {
  status: SUMMARY.status.enum,
  payment: SUMMARY.payment.enum,
  delivery: SUMMARY.delivery.enum
}
