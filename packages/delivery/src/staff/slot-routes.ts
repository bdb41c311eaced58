import { type BlueprintApp, RowId, WholeNumber, wantsHtml } from '@larder/blueprint'
import { inTransaction, type PrismaClient, rollBack } from '@larder/database'
import { formatPrice } from '@larder/money'
import { flash } from '@larder/session'
import { type Actor, actorOf, dayOf, rangeOfDay, recordAudit, replyConflict } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { DELIVERY_ERR_NO_SLOT } from '../errors.js'
import { listMethods } from '../list-methods.js'
import { changeCapacity, closeSlots, listSlots, lockSlot, type StoredSlot } from '../take-slot.js'

/** The methods, and how many orders each of the next times takes. */
export default function slotRoutes(app: BlueprintApp, places: Places): void {
  listRoute(app, places)
  changeRoute(app)
  closeRoute(app, places)
}

function listRoute(app: BlueprintApp, { currency, timeZone }: Places): void {
  const list = {
    ...EDIT,
    schema: { summary: 'Delivery methods, and the next times', response: { 200: View } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const methods = await listMethods(app.db)
    const times = (await listSlots(app.db, new Date())).map((slot) => viewSlot(slot, timeZone()))
    if (wantsHtml(request)) {
      const days = [...new Set(times.map(({ day }) => day))]
      return reply.view('list', { methods, times, days, currency: currency(), formatPrice })
    }
    return {
      methods: methods.map(({ id, code, name, kind, price, position, active, version }) => {
        return { id, code, name, kind, price, position, active, version }
      }),
      times
    }
  })
}

function changeRoute(app: BlueprintApp): void {
  const change = {
    ...EDIT,
    schema: {
      summary: 'Changes how many orders a time takes; 0 closes it',
      params: Type.Object({ id: RowId() }),
      body: CapacityBody,
      response: { 200: Done, 422: Done }
    }
  }
  app.post('/slots/:id', { name: 'change-slot', ...change }, async (request, reply) => {
    const { id } = request.params
    const { capacity } = request.body
    const { t } = request
    const changed = await changeSlot(app.db, { id, ...request.body }, actorOf(request))
    if (changed.outcome === 'gone') throw new DELIVERY_ERR_NO_SLOT()
    if (changed.outcome === 'changed') {
      const theirs = String(changed.theirs)
      const fields = [
        { name: 'capacity', label: t('delivery-staff:label.capacity'), mine: String(capacity), theirs },
        { name: 'seen', label: t('delivery-staff:label.seen'), mine: theirs, theirs }
      ]
      const back = app.urlFor('delivery-staff.list')
      const title = t('delivery-staff:list.slot')
      return replyConflict(request, reply, { title, back, version: changed.theirs, fields })
    }
    if (changed.outcome === 'too-few') reply.code(422)
    return answer(app, request, reply, t.of('delivery-staff:slot', changed.outcome))
  })
}

function closeRoute(app: BlueprintApp, { timeZone }: Places): void {
  const close = {
    ...EDIT,
    schema: {
      summary: 'Closes a day: its times take no more orders',
      body: Type.Object({ date: Type.String({ format: 'date' }) }),
      response: { 200: Done }
    }
  }
  app.post('/close-day', { name: 'close-day', ...close }, async (request, reply) => {
    const { date } = request.body
    const { from, until } = rangeOfDay(date, timeZone())
    const closed = await inTransaction(app.db, async (tx) => {
      const slots = await closeSlots(tx, from, until)
      const records = slots.map(({ id, capacity }) => ({
        action: 'delivery.close-day',
        subject: ['delivery-slot', id] as const,
        changes: { capacity: [capacity, 0] as const, day: [null, date] as const }
      }))
      if (records.length > 0) await recordAudit(tx, actorOf(request), ...records)
      return slots.length
    })
    const { t } = request
    const message = closed > 0 ? t('delivery-staff:day-closed') : t('delivery-staff:day-known')
    return answer(app, request, reply, message)
  })
}

/** Changes a time if it still takes as many orders as were seen, with its entry in the log. */
function changeSlot(
  db: PrismaClient,
  { id, capacity, seen }: { id: number; capacity: number; seen: number },
  actor: Actor
): Promise<Changed> {
  return inTransaction<Changed, Changed>(db, async (tx) => {
    const before = await lockSlot(tx, id)
    if (!before) return rollBack({ outcome: 'gone' })
    if (before.capacity !== seen) return rollBack({ outcome: 'changed', theirs: before.capacity })
    const { outcome } = await changeCapacity(tx, id, capacity)
    if (outcome !== 'saved') return rollBack({ outcome })
    const changes = { capacity: [before.capacity, capacity], starts_at: [null, before.startsAt] } as const
    await recordAudit(tx, actor, {
      action: 'delivery.change-slot',
      subject: ['delivery-slot', id],
      changes
    })
    return { outcome }
  })
}

function answer(app: BlueprintApp, request: FastifyRequest, reply: FastifyReply, message: string) {
  if (!wantsHtml(request)) return reply.send({ message })
  flash(request, message)
  return reply.redirect(app.urlFor('delivery-staff.list'), 303)
}

/** What prices are in, and whose clocks the times are by. */
export interface Places {
  currency: () => string
  timeZone: () => string
}

type Changed = { outcome: 'saved' | 'too-few' | 'gone' } | { outcome: 'changed'; theirs: number }

function viewSlot(slot: StoredSlot, timeZone: string): Static<typeof Slot> {
  const { id, methodId, startsAt, endsAt, cutoffAt, capacity, taken } = slot
  return {
    ...{ id, method_id: methodId, capacity, taken },
    day: dayOf(startsAt, timeZone),
    starts_at: startsAt.toISOString(),
    ends_at: endsAt.toISOString(),
    cutoff_at: cutoffAt.toISOString()
  }
}

const EDIT = { config: { permission: 'delivery.edit' } }
const CapacityBody = Type.Object({
  capacity: WholeNumber({ minimum: 0, maximum: 100_000 }),
  seen: WholeNumber({ minimum: 0, maximum: 100_000, description: 'How many it took when it was shown.' })
})
const Done = Type.Object({ message: Type.String() })
const Slot = Type.Object({
  id: Type.Integer(),
  method_id: Type.Integer(),
  day: Type.String({ description: 'Where the shop is.' }),
  starts_at: Type.String(),
  ends_at: Type.String(),
  cutoff_at: Type.String(),
  capacity: Type.Integer({ description: 'How many orders it takes; 0 where it is closed.' }),
  taken: Type.Integer()
})
const View = Type.Object({
  methods: Type.Array(
    Type.Object({
      id: Type.Integer(),
      code: Type.String(),
      name: Type.String(),
      kind: Type.String(),
      price: Type.Integer({ description: 'In minor units.' }),
      position: Type.Integer(),
      active: Type.Boolean(),
      version: Type.Integer()
    })
  ),
  times: Type.Array(Slot)
})
