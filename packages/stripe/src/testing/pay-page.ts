import { formatPrice } from '@larder/money'
import type { FastifyInstance } from 'fastify'
import { fromStripeAmount } from '../stripe-amounts.js'
import type { Account } from './account.js'
import type { Session } from './stripe-objects.js'

/** Stripe's page for customers, where a button says what becomes of the payment. */
export default async function payPage(app: FastifyInstance, { account }: { account: Account }) {
  app.get<Named>('/pay/:id', async ({ params }, reply) => {
    return reply.type('text/html; charset=utf-8').send(pageOf(account.session(params.id)))
  })

  app.post<Named>('/pay/:id', async ({ params: { id }, body }, reply) => {
    const session = account.session(id)
    const action = new URLSearchParams(typeof body === 'string' ? body : '').get('action')
    if (action === 'cancel') return reply.redirect(session.cancel_url ?? '/', 303)
    if (session.status === 'open') {
      if (action === 'pay') account.pay(id)
      if (action === 'pay-later') account.payLater(id)
      if (action === 'decline') account.decline(id)
    }
    if (session.status !== 'complete') {
      return reply.type('text/html; charset=utf-8').send(pageOf(session, 'Your card was declined.'))
    }
    return reply.redirect((session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', id), 303)
  })
}

interface Named {
  Params: { id: string }
}

function pageOf({ status, amount_total, currency }: Session, problem = ''): string {
  const code = currency ?? ''
  const amount = formatPrice(fromStripeAmount(amount_total ?? 0, code) ?? 0, code.toUpperCase())
  const buttons = status === 'open' ? BUTTONS : '<button name="action" value="cancel">Back</button>'
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Pay ${amount}</title>
<style>
  body { max-width: 20rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem system-ui, sans-serif }
  button { display: block; width: 100%; margin: 0.75rem 0; padding: 0.75rem; font: inherit }
</style>
<main>
<h1>Pay ${amount}</h1>
<p>A test card: no money moves.</p>
<p role="alert">${problem}</p>
<form method="post">${buttons}</form>
</main>
</html>
`
}

const BUTTONS = `
<button name="action" value="pay">Pay</button>
<button name="action" value="pay-later">Pay, and the bank tells later</button>
<button name="action" value="decline">Decline</button>
<button name="action" value="cancel">Cancel</button>
`
