import { formatAddress } from '@larder/addresses'
import { type BlueprintApp, type Translate, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { addDays, type DayRange, dayOf, rangeOfDay } from '@larder/staff'
import { type Static, Type } from 'typebox'
import { type OrderRow, payableOf, WHOLE } from '../../order/lock-order.js'
import { unitsLeft } from '../../order/order-lines.js'
import { OrNull, Time } from '../../pages/schemas.js'
import { namesFor } from '../order/view-staff-order.js'
import { Day } from '../schemas.js'
import { ANY_DELIVERY } from '../words.js'

/** What goes out on a day, by the times of delivery, to be printed for packing and the tour. */
export default function dayRoutes(app: BlueprintApp, timeZone: () => string): void {
  const day = {
    config: { permission: 'orders.read' },
    schema: {
      summary: 'The deliveries of a day, by their times',
      querystring: Type.Object({ date: Type.Optional(Type.Union([Day, Type.Literal('')])) }),
      response: { 200: DayList }
    }
  }
  app.get('/day', { name: 'day', templates: ['day'], ...day }, async (request, reply) => {
    const date = request.query.date || dayOf(new Date(), timeZone())
    const view = { date, ...(await listDay(app, rangeOfDay(date, timeZone()), request.t)) }
    if (!wantsHtml(request)) return view
    const days = { before: addDays(date, -1), after: addDays(date, 1) }
    return reply.view('day', { ...view, ...days, formatPrice })
  })
}

/** The orders that are delivered on a day and not cancelled, and how much of each good they take, by the staff's names for it. */
async function listDay(
  { db, orders: settings }: Pick<BlueprintApp, 'db' | 'orders'>,
  { from, until }: DayRange,
  t: Translate
): Promise<Omit<DayList, 'date'>> {
  const rows = await db.order.findMany({
    where: {
      delivery: { in: ANY_DELIVERY },
      deliverFrom: { gte: from, lt: until },
      status: { not: 'cancelled' }
    },
    orderBy: [{ deliverFrom: 'asc' }, { deliverUntil: 'asc' }, { methodName: 'asc' }, { id: 'asc' }],
    take: MOST_ORDERS,
    include: WHOLE
  })
  const names = await namesFor(settings, db, rows, t)
  const orders = rows.map((order) => ({
    ...order,
    lines: order.lines.map((line) => ({ ...line, name: names.get(line.goodId ?? 0) ?? line.name }))
  }))
  const times: DayList['times'] = []
  for (const order of orders) {
    const { methodName: method, deliverFrom, deliverUntil } = order
    const slot = {
      method,
      from: (deliverFrom ?? from).toISOString(),
      until: deliverUntil?.toISOString() ?? null
    }
    const last = times.at(-1)
    const isSame = last?.method === method && last.from === slot.from && last.until === slot.until
    if (last && isSame) last.orders.push(viewOrder(order, t))
    else times.push({ ...slot, orders: [viewOrder(order, t)] })
  }
  return { times, picks: sumPicks(orders, t), complete: orders.length < MOST_ORDERS }
}

function viewOrder(order: OrderRow, { language }: Translate): DayList['times'][number]['orders'][number] {
  const { id, number, status, payment, delivery, currency, note, email } = order
  const address = order.addresses.find(({ kind }) => kind === 'delivery')
  return {
    ...{ id, status, payment, delivery, currency, note, email },
    number: number ?? '',
    owed: payableOf(order),
    address: address ? formatAddress(address, language) : [],
    phone: address?.phone ?? '',
    lines: order.lines
      .map(({ name, unit, quantity, cancelled }) => ({ name, unit, quantity: quantity - cancelled }))
      .filter(({ quantity }) => quantity > 0)
  }
}

/** What has to be taken off the shelves for what is not sent yet, by name. */
function sumPicks(orders: OrderRow[], { language }: Translate): DayList['picks'] {
  const picks = new Map<string, DayList['picks'][number]>()
  for (const line of orders.flatMap(({ lines }) => lines)) {
    const { name, unit, goodId } = line
    const key = `${goodId} ${name} ${unit}`
    const pick = picks.get(key) ?? { name, unit, quantity: 0 }
    picks.set(key, { ...pick, quantity: pick.quantity + unitsLeft(line) })
  }
  return [...picks.values()]
    .filter(({ quantity }) => quantity > 0)
    .sort((one, other) => one.name.localeCompare(other.name, language))
}

const Line = Type.Object({ name: Type.String(), unit: Type.String(), quantity: Type.Integer() })
const DayList = Type.Object({
  date: Type.String(),
  times: Type.Array(
    Type.Object({
      method: Type.String(),
      from: Time,
      until: OrNull(Time),
      orders: Type.Array(
        Type.Object({
          id: Type.Integer(),
          number: Type.String(),
          status: Type.String(),
          payment: Type.String(),
          delivery: Type.String(),
          currency: Type.String(),
          owed: Type.Integer({ description: 'What is to be collected.' }),
          note: Type.String(),
          email: Type.String(),
          address: Type.Array(Type.String()),
          phone: Type.String(),
          lines: Type.Array(Line)
        })
      )
    })
  ),
  picks: Type.Array(Line, { description: 'What is to be packed, of all orders together.' }),
  complete: Type.Boolean({ description: 'Whether the day has no more orders than these.' })
})
type DayList = Static<typeof DayList>

const MOST_ORDERS = 500
