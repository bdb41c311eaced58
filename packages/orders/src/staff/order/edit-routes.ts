import { addressForm, checkAddress, EMPTY_ADDRESS, inputOf } from '@larder/addresses'
import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { readRows, sendVersion } from '@larder/staff'
import { Type } from 'typebox'
import { ORDERS_ERR_NOT_FOUND } from '../../errors.js'
import { cancelOrder, cancelUnits } from '../../fulfilment/cancel-order.js'
import { addToTimeline, editOrder } from '../../order/edit-order.js'
import type { OrderRow } from '../../order/lock-order.js'
import { unitsLeft } from '../../order/order-lines.js'
import { isOrderMail } from '../../order/order-mails.js'
import {
  EditBody,
  MailParams,
  NoteBody,
  OrderIdParams,
  Refused,
  StaffOrder,
  UnitsBody,
  VersionBody
} from '../schemas.js'
import { stateInWords } from '../words.js'
import { changeOrder, findStaffOrder } from './change-order.js'
import { readEventData } from './describe-event.js'
import { field, unitFields } from './fulfilment-routes.js'

/** What staff change of an order itself: address, notes, cancellations; and its mails, again. */
export default function editRoutes(app: BlueprintApp): void {
  editForm(app)
  noteRoute(app)
  cancelRoutes(app)
  mailRoute(app)
}

function editForm(app: BlueprintApp): void {
  const show = {
    ...EDIT,
    schema: {
      summary: 'The delivery address and note, to change',
      params: OrderIdParams,
      response: { 200: EditView }
    }
  }
  app.get('/:id/edit', { name: 'edit', templates: ['edit'], ...show }, async (request, reply) => {
    const order = await findStaffOrder(app.db, request.params.id)
    sendVersion(reply, order.version)
    const values = valuesOf(order)
    return wantsHtml(request) ? reply.view('edit', { ...formOf(order), values }) : values
  })

  const save = {
    ...EDIT,
    templates: ['edit'],
    schema: { ...CHANGE, summary: 'Changes the delivery address and the customer’s note', body: EditBody }
  }
  app.post('/:id/edit', { name: 'save', ...save }, async (request, reply) => {
    const order = await findStaffOrder(app.db, request.params.id)
    const { t } = request
    const { version: _, ...typed } = request.body
    const values = { ...valuesOf(order), ...typed, country: valuesOf(order).country }
    const checked = checkAddress(values, t)
    if (checked.outcome === 'problems') {
      reply.code(422)
      const { problems } = checked
      if (wantsHtml(request))
        return reply.view('edit', { ...formOf(order), version: request.body.version, values, problems })
      return reply.send({ message: Object.values(problems).join(' ') })
    }
    return changeOrder(app, request, reply, {
      action: 'orders.edit',
      fields(theirs) {
        const now = new Map(Object.entries(valuesOf(theirs)))
        return Object.entries(values).map(([name, mine]) =>
          field(
            name,
            name === 'note' ? t('orders-staff:label.note') : t.of('addresses:label', name),
            mine,
            now.get(name) ?? ''
          )
        )
      },
      async work(tx, { id }, cause) {
        const edit = { address: checked.address, note: values.note.trim() }
        const { outcome } = await editOrder(tx, id, edit, cause)
        if (outcome === 'saved') return { done: t('orders-staff:saved') }
        return { problem: t.of('orders-staff:edit-problem', outcome) }
      }
    })
  })
}

function noteRoute(app: BlueprintApp): void {
  const note = { ...EDIT, schema: { ...CHANGE, summary: 'Adds a note for the staff', body: NoteBody } }
  app.post('/:id/note', { name: 'note', ...note }, async (request, reply) => {
    const text = request.body.text.trim()
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.note',
      fields: (order) => [field('text', t('orders-staff:label.text'), text, stateInWords(order, t))],
      async work(tx, { id }, cause) {
        if (text === '') return { problem: t('orders-staff:problem.empty-note') }
        await addToTimeline(tx, id, 'note', cause, { text })
        return { done: t('orders-staff:noted'), changes: { text: [null, text] } }
      }
    })
  })
}

function cancelRoutes(app: BlueprintApp): void {
  const cancel = {
    ...CANCEL,
    schema: {
      ...CHANGE,
      summary: 'Cancels an order of which nothing is sent, and pays back',
      body: VersionBody
    }
  }
  app.post('/:id/cancel', { name: 'cancel', ...cancel }, async (request, reply) => {
    const { t } = request
    const cancelled = t.of('orders-staff:orderStatus', 'cancelled')
    return changeOrder(app, request, reply, {
      action: 'orders.cancel',
      fields: (order) => [field('state', t('orders-staff:label.state'), cancelled, stateInWords(order, t))],
      async work(tx, { id }, cause) {
        const { outcome } = await cancelOrder(tx, id, { by: 'staff', ...cause }, app.orders)
        return outcome === 'cancelled'
          ? { done: t('orders-staff:cancelled') }
          : { problem: t('orders-staff:problem.cancel') }
      }
    })
  })

  const units = {
    ...CANCEL,
    preValidation: readRows,
    schema: { ...CHANGE, summary: 'Cancels some units, and pays back', body: UnitsBody }
  }
  app.post('/:id/cancel-units', { name: 'cancel-units', ...units }, async (request, reply) => {
    const wanted = request.body.units.filter(({ quantity }) => quantity > 0)
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.cancel-units',
      fields: (order) =>
        request.body.units.flatMap((unit, row) => unitFields(t, order, unit, row, unitsLeft)),
      async work(tx, { id }, cause) {
        const { outcome } = await cancelUnits(tx, id, wanted, cause, app.orders)
        if (outcome === 'cancelled') return { done: t('orders-staff:units-cancelled') }
        return { problem: t('orders-staff:problem.too-many') }
      }
    })
  })
}

function mailRoute(app: BlueprintApp): void {
  const mail = {
    ...EDIT,
    schema: { ...CHANGE, summary: 'Sends a mail of the order again', params: MailParams, body: VersionBody }
  }
  app.post('/:id/mails/:event', { name: 'mail-again', ...mail }, async (request, reply) => {
    const { id, event: eventId } = request.params
    const event = await app.db.orderEvent.findFirst({ where: { id: eventId, orderId: id, kind: 'mailed' } })
    const { name, amount } = readEventData(event?.data ?? '{}')
    if (!isOrderMail(name)) throw new ORDERS_ERR_NOT_FOUND()
    const { t } = request
    const again = t('orders-staff:mail-again', { mail: t.of('orders-staff:mailName', name) })
    return changeOrder(app, request, reply, {
      action: 'orders.mail-again',
      fields: (order) => [field('state', t('orders-staff:label.state'), again, stateInWords(order, t))],
      async work(tx, order, cause) {
        if (order.email === '') throw new ORDERS_ERR_NOT_FOUND()
        await tx.order.update({ where: { id }, data: { version: { increment: 1 } } })
        await app.orders.mails.send(tx, name, order, cause, amount)
        return { done: t('orders-staff:mailed', { email: order.email }), changes: { mail: [null, name] } }
      }
    })
  })
}

function formOf(order: OrderRow) {
  const { country } = valuesOf(order)
  const form = addressForm(country).filter(({ name }) => name !== 'country')
  return { id: order.id, number: order.number, version: order.version, form }
}

function valuesOf(order: OrderRow) {
  const address = order.addresses.find(({ kind }) => kind === 'delivery')
  return { ...inputOf(address ?? EMPTY_ADDRESS), note: order.note }
}

const EDIT = { config: { permission: 'orders.edit' } }
const CANCEL = { config: { permission: 'orders.cancel' } }
const CHANGE = { params: OrderIdParams, response: { 200: StaffOrder, 422: Refused } }
const EditView = Type.Record(Type.String(), Type.String())
