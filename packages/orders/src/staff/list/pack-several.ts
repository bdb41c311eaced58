import { randomUUID } from 'node:crypto'
import { type BlueprintApp, RowId, Text, type Translate, WholeNumber, wantsHtml } from '@larder/blueprint'
import { type Database, inTransaction, rollBack } from '@larder/database'
import { flash } from '@larder/session'
import {
  type Actor,
  actorOf,
  BulkRows,
  changesBetween,
  nextBatch,
  readIds,
  recordAudit,
  staffMember,
  withoutDone
} from '@larder/staff'
import { Type } from 'typebox'
import { mayPack, packOrder } from '../../fulfilment/ship-order.js'
import { type Cause, lockOrder, type OrderRow, readOrder, WHOLE } from '../../order/lock-order.js'
import { packedUnits, type Units, unitsLeft } from '../../order/order-lines.js'
import { summaryOf } from '../order/change-order.js'
import { viewStaffOrder } from '../order/view-staff-order.js'
import { StaffOrder } from '../schemas.js'

/** What is done with several orders of the list: their packing lists are printed, and they are packed whole. */
export default function packSeveral(app: BlueprintApp): void {
  printRoute(app)
  tryRoute(app)
  runRoute(app)
}

function printRoute(app: BlueprintApp): void {
  const print = {
    config: { permission: 'orders.read' },
    schema: {
      summary: 'Several orders, to be printed as packing lists',
      querystring: Type.Object({ id: Chosen }),
      response: { 200: Type.Object({ orders: Type.Array(StaffOrder) }) }
    }
  }
  app.get(
    '/packing-lists',
    { name: 'packing-lists', templates: ['packing-lists'], ...print },
    async (request, reply) => {
      const rows = await readOrders(app.db, [request.query.id ?? []].flat())
      const now = new Date()
      const orders: StaffOrder[] = []
      for (const row of rows) orders.push(await viewStaffOrder(app, row, now, request.t))
      return wantsHtml(request) ? reply.view('packing-lists', { orders }) : { orders }
    }
  )
}

function tryRoute(app: BlueprintApp): void {
  // The dry run is the answer to a form: who has to log in there is led back to its address.
  const list = { ...EDIT, schema: { summary: 'Leads to the list, where orders are chosen' } }
  app.get('/pack', list, async (_request, reply) => reply.redirect(app.urlFor('.list'), 303))

  const dryRun = {
    ...EDIT,
    schema: {
      summary: 'What packing several orders would do',
      body: Type.Object({ id: Chosen, pickup: Pickup }),
      response: { 200: Tried }
    }
  }
  app.post(
    '/pack',
    { name: 'pack-several', templates: ['pack-several'], ...dryRun },
    async (request, reply) => {
      const { id = [], pickup = '' } = request.body
      const rows = await readOrders(app.db, [id].flat())
      const orders = rows.map((row) => ({ ...viewTried(row), problem: problemOf(row, request.t) ?? null }))
      const fitting = orders.filter(({ problem }) => problem === null).map((order) => order.id)
      const run = { ids: fitting.join(','), batch: randomUUID(), total: fitting.length }
      if (!wantsHtml(request)) return { ...run, orders }
      return reply.view('pack-several', { ...run, orders, fields: { pickup } })
    }
  )
}

function runRoute(app: BlueprintApp): void {
  const run = {
    ...EDIT,
    schema: {
      summary: 'Packs the next of several orders, each whole',
      body: Type.Object({
        ...BulkRows.properties,
        pickup: Pickup,
        total: Type.Optional(WholeNumber({ minimum: 0, maximum: 1_000_000 }))
      }),
      response: { 200: Ran }
    }
  }
  app.post('/pack/run', { name: 'run-pack', templates: ['pack-several'], ...run }, async (request, reply) => {
    const { ids, batch, pickup = '', total } = request.body
    const { now, rest } = nextBatch(readIds(ids))
    const { t } = request
    const actorId = staffMember(request).id
    const by = { actor: actorOf(request), batch, pickup: pickup !== '', actorId, t }
    const refused: { id: number; problem: string }[] = []
    for (const id of now) {
      const problem = await packWhole(app, id, by)
      if (problem !== undefined) refused.push({ id, problem })
    }
    const packed = now.length - refused.length
    if (!wantsHtml(request)) return { packed, refused, ids: rest.join(','), batch }
    if (refused.length > 0) flash(request, t('orders-staff:pack-several.refused', { n: refused.length }))
    if (rest.length > 0) {
      const left = { ids: rest.join(','), batch, total: total ?? now.length + rest.length }
      return reply.view('pack-several', { ...left, fields: { pickup } })
    }
    flash(request, t('orders-staff:pack-several.packed', { n: packed }))
    return reply.redirect(app.urlFor('.list', {}, { status: 'placed', delivery: 'packed' }), 303)
  })
}

interface PackedBy {
  actor: Actor
  actorId: number
  /** A UUID, by which an order is packed once. */
  batch: string
  /** Whether the customers fetch them, and are mailed now. */
  pickup: boolean
  t: Translate
}

/**
 * Packs all that is left of an order into one parcel, in a transaction of its own: one that cannot be
 * packed keeps back no other.
 *
 * @returns why it cannot, in a sentence
 */
async function packWhole(
  { db, orders }: BlueprintApp,
  id: number,
  { actor, actorId, batch, pickup, t }: PackedBy
): Promise<string | undefined> {
  return inTransaction<string | undefined, string | undefined>(db, async (tx) => {
    if ((await tx.order.count({ where: { id } })) === 0) return t('orders-staff:pack-several.not-open')
    const before = await lockOrder(tx, id)
    if ((await withoutDone(tx, { type: 'order', ids: [id], batch })).length === 0) return undefined
    const problem = problemOf(before, t)
    if (problem !== undefined) return rollBack(problem)
    const cause: Cause = { now: new Date(), actorId }
    const { outcome } = await packOrder(tx, id, { units: unitsToPack(before), pickup }, cause, orders)
    if (outcome !== 'packed') return rollBack(t('orders-staff:pack-several.too-late'))
    const changes = changesBetween(summaryOf(before), summaryOf(await readOrder(tx, id)))
    await recordAudit(tx, actor, { action: 'orders.pack', subject: ['order', id], changes, batch })
    return undefined
  })
}

function problemOf(order: OrderRow, t: Translate): string | undefined {
  if (order.status !== 'placed') return t('orders-staff:pack-several.not-open')
  if (!mayPack(order)) return t('orders-staff:pack-several.unpaid')
  return unitsToPack(order).length === 0 ? t('orders-staff:pack-several.nothing-left') : undefined
}

/** All that is neither sent, cancelled nor in a parcel. */
function unitsToPack(order: OrderRow): Units[] {
  const packed = packedUnits(order)
  return order.lines
    .map((line) => ({
      position: line.position,
      quantity: unitsLeft(line) - (packed.get(line.position) ?? 0)
    }))
    .filter(({ quantity }) => quantity > 0)
}

/** Those that are there, by number. */
function readOrders(db: Database, ids: readonly number[]): Promise<OrderRow[]> {
  return db.order.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' }, include: WHOLE })
}

function viewTried(order: OrderRow) {
  const { id, number, addresses, methodName: method } = order
  const name = addresses.find(({ kind }) => kind === 'delivery')?.name ?? ''
  const units = unitsToPack(order).reduce((sum, { quantity }) => sum + quantity, 0)
  return { id, number: number ?? '', name, method, units }
}

const EDIT = { config: { permission: 'orders.edit' } }
const Chosen = Type.Optional(Type.Union([RowId(), Type.Array(RowId(), { maxItems: 200 })]))
const Pickup = Type.Optional(Text(3, '`yes`: the customers fetch them, and are mailed that they are ready'))
const Tried = Type.Object({
  ids: Type.String({ description: 'Those that can be packed.' }),
  batch: Type.String(),
  total: Type.Integer(),
  orders: Type.Array(
    Type.Object({
      id: Type.Integer(),
      number: Type.String(),
      name: Type.String(),
      method: Type.String(),
      units: Type.Integer({ description: 'Those that are left to pack.' }),
      problem: Type.Union([Type.String(), Type.Null()], { description: 'Why it cannot be packed.' })
    })
  )
})
const Ran = Type.Object({
  packed: Type.Integer(),
  refused: Type.Array(Type.Object({ id: Type.Integer(), problem: Type.String() })),
  ids: Type.String({ description: 'Those that are left. Empty: all are done.' }),
  batch: Type.String()
})
