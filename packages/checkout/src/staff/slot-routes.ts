import { type BlueprintApp, RowId, WholeNumber } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { listMethods, listSlots, releaseSlot, type StoredSlot, takeSlot } from '@larder/delivery'
import { editOrder, mayEdit, type OrderRow } from '@larder/orders'
import { changeOrder, OrderIdParams, Refused, StaffOrder } from '@larder/orders/staff'
import { staffMember } from '@larder/staff'
import { Type } from 'typebox'
import { readSlotRef } from '../placing/choose-delivery.js'

/** Moves an order to another delivery time of its method, until it is sent. */
export default function slotRoutes(app: BlueprintApp): void {
  app.fillSlot('orders-staff.show.delivery', {
    template: 'move',
    async data({ order }, request) {
      const isAllowed = mayEdit(order) && app.staff.can(staffMember(request), 'orders.edit')
      const slots = isAllowed ? await listFree(app.db, order, new Date()) : []
      return slots.length > 0 ? { slots } : undefined
    }
  })

  const move = {
    config: { permission: 'orders.edit' },
    schema: {
      summary: 'Moves an order to another delivery time',
      params: OrderIdParams,
      body: MoveBody,
      response: { 200: StaffOrder, 422: Refused }
    }
  }
  app.post('/:id/slot', { name: 'move', ...move }, async (request, reply) => {
    const { slot: wanted } = request.body
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.move',
      fields: ({ slotRef }) => [
        { name: 'slot', label: t('checkout-staff:move.time'), mine: `${wanted}`, theirs: slotRef ?? '' }
      ],
      async work(tx, order, cause) {
        const slot = (await listFree(tx, order, cause.now)).find(({ id }) => id === wanted)
        if (!slot || (await takeSlot(tx, slot.id, cause.now)).outcome === 'slot-gone') {
          return { problem: t('checkout-staff:problem.slot-gone') }
        }
        const times = { slotRef: String(slot.id), from: slot.startsAt, until: slot.endsAt }
        const { outcome } = await editOrder(tx, order.id, { slot: times }, cause)
        if (outcome !== 'saved') return { problem: t('checkout-staff:problem.too-late') }
        const before = readSlotRef(order.slotRef)
        if (before !== undefined) await releaseSlot(tx, before)
        return { done: t('checkout-staff:moved') }
      }
    })
  })
}

/** The times that an order can be moved to. */
async function listFree(db: Database, order: OrderRow, now: Date): Promise<StoredSlot[]> {
  const method = (await listMethods(db)).find(({ code }) => code === order.method)
  const slots = method ? await listSlots(db, now) : []
  return slots.filter(
    ({ id, methodId, cutoffAt, taken, capacity }) =>
      methodId === method?.id && cutoffAt > now && taken < capacity && String(id) !== order.slotRef
  )
}

const MoveBody = Type.Object({
  version: Type.Optional(WholeNumber({ minimum: 1, maximum: 2_147_483_647 })),
  slot: RowId('A delivery time of the same method.')
})
