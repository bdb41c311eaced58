import type { BlueprintApp, Translate } from '@larder/blueprint'
import { parsePrice } from '@larder/money'
import { type ConflictField, readRows } from '@larder/staff'
import {
  packOrder,
  recordArrival,
  returnUnits,
  sendOrder,
  unpackParcel
} from '../../fulfilment/ship-order.js'
import type { OrderRow } from '../../order/lock-order.js'
import { unitsLeft } from '../../order/order-lines.js'
import {
  ArrivalBody,
  OrderIdParams,
  PackBody,
  Refused,
  ReturnBody,
  SendBody,
  StaffOrder,
  UnpackBody
} from '../schemas.js'
import { stateInWords } from '../words.js'
import { changeOrder } from './change-order.js'

/** What staff do with the goods of an order: pack, send, note arrivals, take back. */
export default function fulfilmentRoutes(app: BlueprintApp): void {
  packRoutes(app)
  sendRoutes(app)
  returnRoute(app)
}

function packRoutes(app: BlueprintApp): void {
  const pack = {
    ...EDIT,
    preValidation: readRows,
    schema: { ...CHANGE, summary: 'Packs units into a parcel', body: PackBody }
  }
  app.post('/:id/pack', { name: 'pack', ...pack }, async (request, reply) => {
    const { units, pickup = false } = request.body
    const wanted = units.filter(({ quantity }) => quantity > 0)
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.pack',
      fields: (order) => [
        ...units.flatMap((unit, row) => [
          ...unitFields(t, order, unit, row, unitsLeft),
          ...(unit.reduced_by
            ? [field(`units[${row}][reduced_by]`, t('orders-staff:label.reduced_by'), unit.reduced_by, '–')]
            : [])
        ]),
        ...(pickup ? [field('pickup', t('orders-staff:label.pickup'), 'true', '–')] : [])
      ],
      async work(tx, order, cause) {
        const reductions = wanted.map(({ reduced_by: text }) => readReduction(text, order))
        if (reductions.includes(undefined)) {
          return { problem: t('orders-staff:problem.reduction') }
        }
        const parcel = wanted.map(({ position, quantity }, row) => {
          return { position, quantity, reducedBy: reductions[row] ?? 0 }
        })
        const { outcome } = await packOrder(tx, order.id, { units: parcel, pickup }, cause, app.orders)
        if (outcome === 'packed') return { done: t('orders-staff:packed') }
        return { problem: t.of('orders-staff:pack-problem', outcome) }
      }
    })
  })

  const unpack = {
    ...EDIT,
    schema: { ...CHANGE, summary: 'Takes a parcel apart that is not sent', body: UnpackBody }
  }
  app.post('/:id/unpack', { name: 'unpack', ...unpack }, async (request, reply) => {
    const { parcel } = request.body
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.unpack',
      fields: () => [field('parcel', t('orders-staff:label.parcel'), String(parcel), String(parcel))],
      async work(tx, { id }, cause) {
        const { outcome } = await unpackParcel(tx, id, parcel, cause)
        if (outcome === 'unpacked') return { done: t('orders-staff:unpacked') }
        return { problem: t('orders-staff:problem.not-packed') }
      }
    })
  })
}

function sendRoutes(app: BlueprintApp): void {
  const send = { ...EDIT, schema: { ...CHANGE, summary: 'Sends what is packed', body: SendBody } }
  app.post('/:id/send', { name: 'send', ...send }, async (request, reply) => {
    const { parcel, carrier = '', tracking = '' } = request.body
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.send',
      fields: (order) => [
        field(
          'parcel',
          t('orders-staff:label.parcel'),
          parcel ? String(parcel) : t('orders-staff:show.all-parcels'),
          stateInWords(order, t)
        ),
        field('carrier', t('orders-staff:label.carrier'), carrier, order.shipments.at(-1)?.carrier ?? ''),
        field('tracking', t('orders-staff:label.tracking'), tracking, order.shipments.at(-1)?.tracking ?? '')
      ],
      async work(tx, { id }, cause) {
        const sending = {
          carrier: carrier.trim(),
          tracking: tracking.trim(),
          ...(parcel && { shipmentId: parcel })
        }
        const { outcome } = await sendOrder(tx, id, sending, cause, app.orders)
        if (outcome === 'sent') return { done: t('orders-staff:sent') }
        if (outcome === 'unpaid') return { problem: t('orders-staff:pack-problem.unpaid') }
        return { problem: t('orders-staff:problem.not-packed') }
      }
    })
  })

  const arrival = {
    ...EDIT,
    schema: { ...CHANGE, summary: 'Notes that a parcel was delivered, or got lost', body: ArrivalBody }
  }
  app.post('/:id/arrival', { name: 'arrival', ...arrival }, async (request, reply) => {
    const { parcel, status } = request.body
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.arrival',
      fields: ({ shipments }) => [
        field('parcel', t('orders-staff:label.parcel'), String(parcel), String(parcel)),
        field(
          'status',
          t('orders-staff:label.state'),
          t.of('orders-staff:shipmentStatus', status),
          t.of('orders-staff:shipmentStatus', shipments.find(({ id }) => id === parcel)?.status ?? '–')
        )
      ],
      async work(tx, { id }, cause) {
        const { outcome } = await recordArrival(tx, id, parcel, status, cause)
        if (outcome === 'not-sent') return { problem: t('orders-staff:problem.not-sent') }
        return { done: status === 'lost' ? t('orders-staff:lost') : t('orders-staff:delivered') }
      }
    })
  })
}

function returnRoute(app: BlueprintApp): void {
  const back = {
    ...EDIT,
    preValidation: readRows,
    schema: { ...CHANGE, summary: 'Takes back what a customer returned', body: ReturnBody }
  }
  app.post('/:id/return', { name: 'return', ...back }, async (request, reply) => {
    const { units } = request.body
    const wanted = units.filter(({ quantity }) => quantity > 0)
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.return',
      fields: (order) =>
        units.flatMap((unit, row) => [
          ...unitFields(t, order, unit, row, ({ sent, returned }) => sent - returned),
          ...(unit.restock
            ? [field(`units[${row}][restock]`, t('orders-staff:label.restock'), 'true', '–')]
            : [])
        ]),
      async work(tx, { id }, cause) {
        const returned = wanted.map(({ restock = false, ...line }) => ({ ...line, restock }))
        const back = await returnUnits(tx, id, returned, cause, app.orders)
        if (back.outcome === 'too-many') return { problem: t('orders-staff:problem.too-many-back') }
        return { done: back.less > 0 ? t('orders-staff:returned-unpaid') : t('orders-staff:returned') }
      }
    })
  })
}

/** The two fields of a row of units, beside how many there can be. */
export function unitFields(
  t: Translate,
  { lines }: OrderRow,
  { position, quantity }: { position: number; quantity: number },
  row: number,
  mostOf: (line: OrderRow['lines'][number]) => number
): ConflictField[] {
  const line = lines.find((one) => one.position === position)
  const most = line ? mostOf(line) : 0
  return [
    field(`units[${row}][position]`, t('orders-staff:label.line'), String(position), String(position)),
    field(
      `units[${row}][quantity]`,
      line?.name ?? t('orders-staff:label.line'),
      String(quantity),
      t('orders-staff:at-most', { most })
    )
  ]
}

export function field(name: string, label: string, mine: string, theirs: string): ConflictField {
  return { name, label, mine, theirs }
}

/** @returns undefined for what is no price */
function readReduction(text: string | undefined, { currency }: OrderRow): number | undefined {
  if (!text) return 0
  const read = parsePrice(text, currency, '.')
  return read.outcome === 'price' ? read.amount : undefined
}

const EDIT = { config: { permission: 'orders.edit' } }
const CHANGE = { params: OrderIdParams, response: { 200: StaffOrder, 422: Refused } }
