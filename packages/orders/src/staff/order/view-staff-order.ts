import { formatAddress } from '@larder/addresses'
import type { Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { findMails } from '@larder/mail'
import { actorNames } from '@larder/staff'
import type { FastifyInstance } from 'fastify'
import { mayPack } from '../../fulfilment/ship-order.js'
import { mayEdit } from '../../order/edit-order.js'
import type { OrderRow } from '../../order/lock-order.js'
import type { Orders } from '../../order/order-hooks.js'
import { packedUnits, unitsLeft } from '../../order/order-lines.js'
import { viewOrder } from '../../pages/view-order.js'
import type { StaffOrder } from '../schemas.js'
import { describeEvent, readEventData } from './describe-event.js'

/**
 * An order as staff see it: all of it, with what happened to it. Three queries, and those for the goods'
 * names where it is in another language than the staff's.
 *
 * @param t speaks with the staff
 */
export async function viewStaffOrder(
  { db, orders }: Pick<FastifyInstance, 'db' | 'orders'>,
  order: OrderRow,
  now: Date,
  t: Translate
): Promise<StaffOrder> {
  const names = await namesFor(orders, db, [order], t)
  const { id, version, userId, email, language, paymentMethod } = order
  const packed = packedUnits(order)
  const addressOf = (kind: 'delivery' | 'billing') => order.addresses.find((one) => one.kind === kind)
  const billing = addressOf('billing')
  return {
    ...viewOrder(order, now, 'all', t.language),
    ...{ id, version, user_id: userId, email, language, payment_method: paymentMethod },
    billing_address: billing ? formatAddress(billing, t.language) : [],
    phone: addressOf('delivery')?.phone ?? '',
    lines: order.lines.map((line) => ({
      ...viewLine(line, order, packed.get(line.position) ?? 0),
      own_name: names.get(line.goodId ?? 0) ?? null
    })),
    parcels: order.shipments.map(viewParcel),
    may_pack: order.status === 'placed' && mayPack(order),
    may_edit: mayEdit(order),
    timeline: await readTimeline(db, order, t)
  }
}

/** What goods of orders in other languages are called in the staff's, by their ids. */
export async function namesFor(
  { settings }: Orders,
  db: Database,
  orders: readonly OrderRow[],
  { language }: Translate
): Promise<ReadonlyMap<number, string>> {
  const foreign = orders.filter((order) => order.language !== language)
  const ids = foreign.flatMap(({ lines }) => lines.flatMap(({ goodId }) => goodId ?? []))
  return ids.length > 0 ? settings.nameGoods(db, [...new Set(ids)], language) : new Map()
}

function viewLine(
  line: OrderRow['lines'][number],
  { status }: OrderRow,
  packed: number
): Omit<StaffOrder['lines'][number], 'own_name'> {
  const { position, slug, name, unit, quantity, deposit, discount, total } = line
  const { sent, cancelled, returned, restocked, reduced, backordered } = line
  return {
    ...{ position, slug, name, unit, quantity, deposit, discount, total },
    ...{ sent, cancelled, returned, restocked, reduced, backordered },
    good_id: line.goodId,
    unit_price: line.unitPrice,
    to_pack: status === 'placed' ? unitsLeft(line) - packed : 0
  }
}

function viewParcel(parcel: OrderRow['shipments'][number]): StaffOrder['parcels'][number] {
  const { id, status, carrier, tracking, packedAt, sentAt, deliveredAt, lines } = parcel
  return {
    ...{ id, status, carrier, tracking },
    packed_at: packedAt.toISOString(),
    sent_at: sentAt?.toISOString() ?? null,
    delivered_at: deliveredAt?.toISOString() ?? null,
    lines: lines.map(({ position, quantity }) => ({ position, quantity }))
  }
}

async function readTimeline(db: Database, order: OrderRow, t: Translate): Promise<StaffOrder['timeline']> {
  const rows = await db.orderEvent.findMany({ where: { orderId: order.id }, orderBy: { id: 'asc' } })
  const events = rows.map((row) => ({ ...row, data: readEventData(row.data) }))
  const mails = await findMails(
    db,
    events.flatMap(({ data }) => data.mail ?? [])
  )
  const states = new Map(mails.map(({ id, status }) => [id, status]))
  const names = await actorNames(db, ['order', order.id])
  return events.map((event) => ({
    id: event.id,
    at: event.at.toISOString(),
    kind: event.kind,
    text: describeEvent(event, order, t),
    actor:
      event.actorId === null
        ? null
        : (names.get(event.actorId) ?? t('orders-staff:show.user', { id: event.actorId })),
    // The outbox forgets its mails after a while, an anonymised order whose they were.
    mail: event.kind === 'mailed' && order.email ? mailInWords(states.get(event.data.mail ?? ''), t) : null
  }))
}

function mailInWords(status: string | undefined, t: Translate): string {
  return status ? t.of('orders-staff:mailStatus', status) : t('orders-staff:mail-gone')
}
