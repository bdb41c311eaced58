import type { Translate } from '@larder/blueprint'
import type { CartContents } from '@larder/carts'
import { inTransaction, rollBack } from '@larder/database'
import { findSame } from '@larder/orders'
import { type Actor, recordAudit } from '@larder/staff'
import { checkValues } from '../checkout/check-values.js'
import type { CheckoutShop } from '../checkout-shop.js'
import { showPriced } from '../placing/list-changes.js'
import { missingChoices, placeQuoted, type Refusal, retryShort } from '../placing/place-checkout.js'
import { type Quote, quoteCheckout } from '../placing/quote-checkout.js'
import type { CheckoutValues } from '../schemas.js'

/** What a customer orders by telephone. */
export interface Call {
  /** Makes one order, however often it is sent. A UUID. */
  checkoutId: string
  lines: CartContents['lines']
  /** Of the mails to the customer, BCP 47. */
  language: string
  /** Says the problems to the staff. */
  t: Translate
  values: CheckoutValues
  /** The hash of what was shown. */
  seen?: string | undefined
}

export type CallOutcome = { outcome: 'placed' | 'same'; orderId: number; number: string } | Refusal

/** What it costs now. */
export function quoteCall(
  shop: CheckoutShop,
  db: Parameters<typeof quoteCheckout>[1],
  { checkoutId, lines, language, t, values }: Call,
  now: Date
): Promise<Quote> {
  const checked = checkValues(values, t)
  const contact = checked.outcome === 'contact' ? { contact: checked.contact } : {}
  return quoteCheckout(shop, db, { checkoutId, userId: null, lines, language, values, ...contact }, now)
}

/**
 * Places an order for a customer as the checkout does: at the prices of this moment, with its stock
 * and its delivery time, in one transaction. The timeline and the log say who of the staff it was.
 */
export function placeForCustomer(
  shop: CheckoutShop,
  call: Call,
  actor: Actor & { id: number },
  now: Date
): Promise<CallOutcome> {
  return retryShort(shop, now, () =>
    shop.limit(() =>
      inTransaction<CallOutcome, Refusal>(shop.db, async (tx) => {
        if (call.lines.length === 0) return { outcome: 'empty' }
        const checked = checkValues(call.values, call.t)
        const quote = await quoteCall(shop, tx, call, now)
        // After the quote: what this checkout's own order has taken must not refuse it.
        const same = await findSame(tx, call.checkoutId)
        if (same) return { outcome: 'same', orderId: same.id, number: same.number }
        const problems = {
          ...(checked.outcome === 'problems' && checked.problems),
          ...missingChoices(quote, call.values, call.t)
        }
        if (quote.obstacle) return { outcome: quote.obstacle }
        if (quote.choice.isSlotGone) return { outcome: 'slot-gone' }
        if (!quote.priced || Object.keys(problems).length > 0) return { outcome: 'problems', problems }
        if (showPriced(quote.priced).seen !== call.seen) return { outcome: 'changed' }
        const placed = await placeQuoted(shop, tx, quote.priced, { now, actorId: actor.id })
        if (!('id' in placed)) return rollBack<Refusal>(placed)
        const { id, number } = placed
        if (placed.outcome === 'placed') {
          const changes = { number: [null, number], total: [null, quote.priced.total] } as const
          await recordAudit(tx, actor, { action: 'orders.place', subject: ['order', id], changes })
        }
        return { outcome: placed.outcome, orderId: id, number }
      })
    )
  )
}
