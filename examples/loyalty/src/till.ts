import { findOrder, owedOf } from '@larder/orders'
import { recordReceipt } from '@larder/payments'
import { currentUser, requireRole } from '@larder/session'
import type { FastifyInstance } from 'fastify'

/** `POST /till/L-1024`: the customer has paid an order in cash. */
export default async function till(app: FastifyInstance) {
  app.post<{ Params: { number: string } }>(
    '/:number',
    { preHandler: requireRole('staff') },
    async (request, reply) => {
      const order = await findOrder(app.db, request.params.number)
      if (!order) return reply.code(404).send({ message: 'There is no such order.' })
      const due = owedOf(order) - order.paid + order.refunded
      if (due <= 0) return { paid: order.paid }
      const cause = { now: new Date(), actorId: currentUser(request).id }
      await recordReceipt(app.payments, order.id, { amount: due, ref: `till:${order.number}`, cause })
      return { paid: order.paid + due }
    }
  )
}
