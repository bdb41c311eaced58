import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { findOrderNumbers } from '@larder/orders'
import { Type } from 'typebox'
import { listEvents, listPaymentsToCheck } from '../payment/list-payments.js'
import { StaffPayment, viewPayment } from './view-payments.js'

/** The payments that need a look, and what providers said that nobody could handle. */
export default function listRoutes(app: BlueprintApp): void {
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
    const events = (await listEvents(app.db)).map(({ method, eventId, type, receivedAt, outcome }) => {
      return { method, event: eventId, type, received_at: receivedAt.toISOString(), outcome }
    })
    return wantsHtml(request) ? reply.view('list', { payments, events, formatPrice }) : { payments, events }
  })
}

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
      outcome: Type.Union([Type.String(), Type.Null()])
    }),
    { description: 'What providers told, and nobody could handle yet.' }
  )
})
