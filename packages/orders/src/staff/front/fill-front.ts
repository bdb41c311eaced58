import { type BlueprintApp, timeLocale } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { formatPrice } from '@larder/money'
import { staffMember } from '@larder/staff'
import { drawBars } from './draw-bars.js'
import { countOpenOrders, listBestSellers, readSales } from './read-sales.js'

/** What the front page of the staff shows of orders: what waits, and how the shop goes. Eight queries. */
export default function fillFront(app: BlueprintApp, timeZone: () => string): void {
  const mayRead = (request: Parameters<typeof staffMember>[0]) =>
    app.staff.can(staffMember(request), 'orders.read')

  app.fillSlot('staff.front', {
    template: 'front-orders',
    async data(_, request) {
      if (!mayRead(request)) return undefined
      const now = new Date()
      const [toPack, open] = await Promise.all([countToPack(app.db), countOpenOrders(app.db)])
      return { ...toPack, open, now }
    }
  })

  app.fillSlot('staff.front', {
    template: 'front-sales',
    styles: ['orders:orders-staff.css'],
    async data(_, request) {
      if (!mayRead(request)) return undefined
      const { language } = request
      const now = new Date()
      const since = new Date(now.getTime() - DAYS * DAY)
      const [sales, best, last] = await Promise.all([
        readSales(app.db, { days: DAYS, timeZone: timeZone(), now }),
        listBestSellers(app.db, since, MOST_SELLERS),
        app.db.order.findFirst({ orderBy: { id: 'desc' }, select: { currency: true } })
      ])
      const currency = last?.currency ?? 'EUR'
      const ids = best.map(({ goodId }) => goodId)
      const names = await app.orders.settings.nameGoods(app.db, ids, language)
      const chart = drawBars(sales.map(({ revenue }) => revenue))
      return {
        sales,
        today: sales.at(-1),
        best: best.map((good) => ({ ...good, name: names.get(good.goodId) ?? good.name })),
        chart,
        price: (amount: number) => formatPrice(amount, currency, language),
        shortDay: (day: string) => new Date(day).toLocaleDateString(timeLocale(language), SHORT_DAY)
      }
    }
  })
}

/** How many orders can be packed now: those without a time of delivery, then by their times. `more`: others are later. */
async function countToPack(db: Database) {
  const count = (deliverFrom: null | { not: null }) =>
    db.order.groupBy({
      by: ['methodName', 'deliverFrom', 'deliverUntil'],
      where: {
        status: 'placed',
        delivery: { in: ['open', 'part_sent'] },
        deliverFrom,
        OR: [{ payBy: null }, { payment: { in: ['paid', 'authorized', 'part_refunded'] } }]
      },
      orderBy: [{ deliverFrom: 'asc' }, { deliverUntil: 'asc' }, { methodName: 'asc' }],
      take: MOST_SLOTS + 1,
      _count: true
    })
  const [untimed, timed] = await Promise.all([count(null), count({ not: null })])
  const shown = [...untimed, ...timed.slice(0, MOST_SLOTS)]
  const toPack = shown.map(({ methodName, deliverFrom, deliverUntil, _count: orders }) => {
    return { method: methodName, from: deliverFrom, until: deliverUntil, orders }
  })
  return { toPack, more: timed.length > MOST_SLOTS }
}

const SHORT_DAY = { day: 'numeric', month: 'numeric', timeZone: 'UTC' } as const
const DAY = 24 * 60 * 60_000
const DAYS = 30
const MOST_SELLERS = 5
const MOST_SLOTS = 20
