import { type BlueprintApp, Text, wantsHtml } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { formatPrice } from '@larder/money'
import { findOrderNumbers } from '@larder/orders'
import { flash } from '@larder/session'
import { actorOf, recordAudit } from '@larder/staff'
import { Type } from 'typebox'
import { PAYMENTS_ERR_NO_EVENT } from '../errors.js'
import { listEvents, listPaymentsToCheck } from '../payment/list-payments.js'
import { closeEvent, triedSince } from '../settling/receive-event.js'
import { StaffPayment, viewPayment } from './view-payments.js'

/** The payments that need a look, and what providers said that nobody could handle. */
export default function listRoutes(app: BlueprintApp): void {
  showRoute(app)
  closeRoute(app)
}

function showRoute(app: BlueprintApp): void {
  const list = {
    config: { permission: 'payments.record' },
    schema: { summary: 'The payments that need a look', response: { 200: PaymentList } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const rows = await listPaymentsToCheck(app.payments)
    const numbers = await findOrderNumbers(
      app.db,
      rows.map(({ orderId }) => orderId)
    )
    const payments = rows.map((row) => ({
      ...viewPayment(app.payments, row, request.t),
      order: numbers.get(row.orderId) ?? '',
      excess: row.excess
    }))
    const tried = triedSince(new Date())
    const events = (await listEvents(app.db)).map(({ method, eventId, type, receivedAt, outcome }) => {
      const isTried = receivedAt > tried
      return { method, event: eventId, type, received_at: receivedAt.toISOString(), outcome, tried: isTried }
    })
    return wantsHtml(request) ? reply.view('list', { payments, events, formatPrice }) : { payments, events }
  })
}

function closeRoute(app: BlueprintApp): void {
  const close = {
    config: { permission: 'payments.record' },
    schema: {
      summary: 'Closes what a provider told, which is not tried any more',
      body: EventBody,
      response: { 200: Type.Object({ message: Type.String() }) }
    }
  }
  app.post('/events/close', { name: 'close-event', ...close }, async (request, reply) => {
    const { method, event } = request.body
    await inTransaction(app.db, async (tx) => {
      if (!(await closeEvent(tx, request.body))) throw new PAYMENTS_ERR_NO_EVENT()
      const changes = { event: [null, event] } as const
      await recordAudit(tx, actorOf(request), {
        action: 'payments.close-event',
        subject: ['payment-method', method],
        changes
      })
    })
    const message = request.t('payments-staff:event-closed')
    if (!wantsHtml(request)) return { message }
    flash(request, message)
    return reply.redirect(app.urlFor('.list'), 303)
  })
}

const EventBody = Type.Object({
  method: Text(32, 'Who told it'),
  event: Text(128, 'Its `event` in the list')
})

const PaymentList = Type.Object({
  payments: Type.Array(
    Type.Object({
      ...StaffPayment.properties,
      order: Type.String({ description: 'The number of the order.' }),
      excess: Type.Integer({ description: 'What the order was paid too much; below 0 what is missing.' })
    })
  ),
  events: Type.Array(
    Type.Object({
      method: Type.String(),
      event: Type.String(),
      type: Type.String(),
      received_at: Type.String(),
      outcome: Type.Union([Type.String(), Type.Null()]),
      tried: Type.Boolean({ description: 'Whether it is tried again; else it can be closed.' })
    }),
    { description: 'What providers told, and nobody could handle yet.' }
  )
})
