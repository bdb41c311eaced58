import type { Translate, Wording } from '@larder/blueprint'
import type { Prisma } from '@larder/database'
import type { OrderRow } from '@larder/orders'
import type { FastifyInstance } from 'fastify'

/**
 * A way to pay. What it needs is its name, its label, and for which orders it is offered; a provider
 * that takes money over the network has `begin` and `read` too. These calls never run inside a
 * transaction, may come twice, at once and again after days, and do the same each time: give the
 * provider `payment.idempotencyKey`, or the refund's. What they throw is tried again.
 */
export interface PaymentMethod {
  /** In the database and in forms: `card`. It never changes. At most 32 characters. */
  name: string
  /** On pages: `Card`, or `(t) => t('my-card:label')`. */
  label: Wording
  /** Origins to which its forms and redirects lead, for the Content-Security-Policy's form-action. */
  origins?: string[]
  /** Whether an order may be paid so. */
  offered(order: OrderFacts): boolean
  /** When an order expires that is to be paid so; null where it is paid on delivery. */
  payBy(now: Date): Date | null
  /** How to pay where nothing is begun: for the mail of the order, and its page. It is pure. `t` speaks with their reader. */
  instructions?(order: OrderRow, due: number, t: Translate): Instructions
  /** Begins an attempt at the provider, or finds the one that it began before with this key. */
  begin?(payment: Payment, order: OrderRow, page: PaymentPage, signal: AbortSignal): Promise<Begun>
  /**
   * Asks the provider, whose answer is the only truth. Undefined where it knows of no such payment,
   * neither by its own ref nor by our key. Without `read`, staff record what arrives.
   */
  read?(payment: Payment, signal: AbortSignal): Promise<PaymentReading | undefined>
  /** Takes what was authorised, or less. */
  capture?(payment: Payment, amount: number, signal: AbortSignal): Promise<void>
  /** Pays back. Without it, staff do it by hand and record it. */
  refund?(payment: Payment, refund: PaymentRefund, signal: AbortSignal): Promise<RefundAnswer>
  /** Ends an attempt, so that nothing can be paid by it any more. What is paid stays so. */
  abandon?(payment: Payment, signal: AbortSignal): Promise<void>
  /**
   * Whose payment a notification is about that came without a ref: the provider's name for it, or
   * our key. Undefined where it is a payment of somebody else, who shares the account.
   */
  findRef?(event: { type: string; body: Uint8Array }, signal: AbortSignal): Promise<string | undefined>
  /** Adds the routes of its notifications: it checks the signature, and answers as the provider wants. */
  routes?(app: FastifyInstance, inbox: PaymentInbox): void | Promise<void>
}

/** What decides whether a method is offered: of a checkout, or of an order. */
export interface OrderFacts {
  /** What is to be paid, in minor units. */
  total: number
  /** ISO 4217. */
  currency: string
  /** Where it goes to, ISO 3166-1. */
  country: string
  /** The code of the delivery method. */
  delivery: string
}

export type Payment = Prisma.PaymentGetPayload<{ include: { refunds: true } }>
export type PaymentRefund = Payment['refunds'][number]

/** How to pay without a provider. */
export interface Instructions {
  /** A sentence. */
  text: Wording
  /** What has to be given, by its label, in the order it is shown in. */
  details?: Record<string, string>
  /** The content of a QR code. */
  qr?: string
}

/** What a provider's page is made with. */
export interface PaymentPage {
  /** Where the provider leads the customer back to, paid or not: an absolute URL. */
  back: string
  /** Says what is written on it, in the language of the order. */
  t: Translate
}

/** What a provider answers at the beginning. `ref` is its name for the payment. */
export type Begun =
  /** The customer pays on the provider's page. `until` is when it ends. */
  | { ref?: string; redirect: string; until?: Date }
  /** The customer scans a code with the provider's app, from a page of ours. `qr` is its content. */
  | { ref?: string; qr: string; until: Date }
  /** There is nothing to be done by the customer. */
  | { ref?: string; done: true }

/** A payment as its provider knows it. Amounts are in minor units of the currency. */
export interface PaymentReading {
  ref?: string
  status: 'pending' | 'authorized' | 'captured' | 'failed' | 'cancelled' | 'expired'
  currency: string
  /** What is promised and can be captured. */
  authorized: number
  /** What was taken, refunds included. */
  captured: number
  /** Every refund that the provider knows of, also those that were made on its own pages. */
  refunds: (RefundReading & { amount: number; key?: string })[]
  /** What staff have to look at, at most 200 characters: a dispute. */
  problem?: string
}

/** `key` above is our refund's `idempotencyKey`, where the provider keeps it. */
export interface RefundReading {
  ref: string
  status: 'sent' | 'done' | 'failed'
}

/** A refund that the provider will never make has no ref. */
export type RefundAnswer = RefundReading | { ref: null; status: 'failed' }

/** Where the notifications of a method go. */
export interface PaymentInbox {
  /**
   * Keeps a notification. Once it resolves the notification is committed, and the provider may be
   * told so; a task settles its payment. One that came before is ignored.
   */
  receive(event: ReceivedEvent): Promise<void>
}

export interface ReceivedEvent {
  /** What the provider calls the notification. At most 128 characters. */
  id: string
  /** As the provider calls it: `charge.refunded`. */
  type: string
  /** The payment: the provider's name for it, or our `idempotencyKey`. Null where it has none. */
  ref: string | null
  /** Without data of cards. It is deleted after 90 days. */
  body: Uint8Array
}
