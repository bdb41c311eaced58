import { type BlueprintApp, blueprint, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { accessTo, keepPrivate, type OrderAccess, type OrderRow, readOrder } from '@larder/orders'
import { flash } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { begunOf, isOver } from '../attempts/begin-payment.js'
import { type AgainOutcome, payAgain } from '../attempts/pay-again.js'
import { PAYMENTS_ERR_NOT_FOUND } from '../errors.js'
import type { Payments } from '../methods/method-registry.js'
import type { Payment } from '../methods/payment-method.js'
import { readPayment } from '../payment/lock-payments.js'
import { settle } from '../settling/settle-payment.js'
import { qrSvg } from './qr-svg.js'
import { AgainBody, PaymentParams, PaymentView } from './schemas.js'
import { viewOrderPayment } from './view-order-payment.js'

/** Where a provider leads the customer back to, where codes are scanned, and where to pay again. */
export default blueprint(
  { name: 'payments', root: new URL('../..', import.meta.url), defaults: {} },
  async (app) => {
    app.addHook('onRequest', keepPrivate)
    app.fillSlot('orders.show.payment', {
      template: 'order-payment',
      styles: ['payments.css'],
      data: async ({ order }, { t }) => {
        const payment = await viewOrderPayment(app.payments, order, t)
        return payment && { payment, formatPrice }
      }
    })
    showRoute(app)
    againRoute(app)
  }
)

function showRoute(app: BlueprintApp): void {
  const show = {
    summary: 'What became of a payment of the visitor’s',
    params: PaymentParams,
    response: { 200: PaymentView }
  }
  app.get('/:id', { name: 'show', templates: ['show'], schema: show }, async (request, reply) => {
    await findOwn(app, request)
    const isSure = await askProvider(app, request.params.id)
    const { payment, order, access } = await findOwn(app, request)
    const url = app.urlFor('orders.show', { number: order.number ?? '' })
    if (!wantsHtml(request)) return viewOf(payment, order, url)
    if (access === 'status') return reply.redirect(url, 303)
    const begun = begunOf(payment)
    const waits = payment.status === 'pending' && payment.openOrderId !== null
    if (waits && begun && 'qr' in begun && !isOver(payment, new Date())) {
      // As <meta http-equiv="refresh">: the page asks again by itself, without a script.
      reply.header('refresh', '5')
      return reply.view('show', {
        ...viewOf(payment, order, url),
        id: payment.id,
        code: qrSvg(begun.qr),
        formatPrice
      })
    }
    flash(request, request.t.of('payments:answer', isSure ? payment.status : 'pending'))
    return reply.redirect(url, 303)
  })
}

function againRoute(app: BlueprintApp): void {
  const again = {
    summary: 'Begins to pay what is due of an order',
    params: PaymentParams,
    body: AgainBody,
    response: { 200: PaymentView }
  }
  app.post('/:id/again', { name: 'again', schema: again }, async (request, reply) => {
    const { payment, order, access } = await findOwn(app, request)
    // The page of a provider may show the e-mail address.
    if (access !== 'all') throw new PAYMENTS_ERR_NOT_FOUND()
    const { outcome, url } = await payAgain(app.payments, order.id, request.body.method)
    if (wantsHtml(request)) return redirect(request, reply, outcome, url)
    return viewOf(payment, await readOrder(app.db, order.id), url)
  })
}

function redirect(
  request: FastifyRequest,
  reply: FastifyReply,
  outcome: AgainOutcome['outcome'],
  url: string
) {
  if (outcome !== 'begun' && outcome !== 'nothing-to-begin')
    flash(request, request.t.of('payments:again', outcome))
  return reply.redirect(url, 303)
}

/** @throws PAYMENTS_ERR_NOT_FOUND where there is none, and where it is not the visitor's */
async function findOwn(
  app: BlueprintApp,
  request: FastifyRequest<{ Params: { id: number } }>
): Promise<{ payment: Payment; order: OrderRow; access: OrderAccess }> {
  const { id } = request.params
  if (!(await app.db.payment.findUnique({ where: { id }, select: { id: true } }))) {
    throw new PAYMENTS_ERR_NOT_FOUND()
  }
  const payment = await readPayment(app.db, id)
  const order = await readOrder(app.db, payment.orderId)
  const access = accessTo(request, order, new Date())
  if (!access) throw new PAYMENTS_ERR_NOT_FOUND()
  return { payment, order, access }
}

/** @returns false where the provider does not answer: a task asks it again */
async function askProvider({ payments, log }: { payments: Payments; log: BlueprintApp['log'] }, id: number) {
  try {
    await settle(payments, id)
    return true
  } catch (error) {
    log.warn({ err: error, payment: id }, 'A provider does not say what became of a payment.')
    return false
  }
}

function viewOf(payment: Payment, order: OrderRow, url: string): PaymentView {
  const { method, status, amount, currency } = payment
  return { order: order.number ?? '', method, status, amount, currency, url }
}

declare module '@larder/blueprint' {
  interface Routes {
    'payments.show': { id: number }
    'payments.again': { id: number }
  }
}
