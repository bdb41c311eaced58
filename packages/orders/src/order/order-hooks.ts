import type { Translate, Wording } from '@larder/blueprint'
import type { Database, PrismaClient } from '@larder/database'
import type { StockHooks } from '@larder/stock'
import type { OrderRow } from './lock-order.js'
import type { OrderDraft, PricedOrder } from './order-draft.js'
import type { MailFile, OrderMailName, OrderMails } from './order-mails.js'

/** Runs in the transaction of the change, with the order after it; it rolls back when it throws. */
export type OrderHook = (tx: Database, order: OrderRow) => Promise<void>
/** With how much less is owed than before, in minor units. Who records payments does so again: what arrived may be enough now. */
export type ReducedHook = (tx: Database, order: OrderRow, less: number) => Promise<void>
/** In the transaction, too. A sentence refuses the order. */
export type OrderGuard<Order> = (tx: Database, order: Order) => Promise<Wording | undefined>

export interface OrderHooks {
  adjust: ((draft: OrderDraft) => OrderDraft)[]
  before: OrderGuard<PricedOrder>[]
  placed: OrderHook[]
  paid: OrderHook[]
  reduced: ReducedHook[]
  cancelled: OrderHook[]
  sent: OrderHook[]
  anonymised: OrderHook[]
  beforeRestored: OrderGuard<OrderRow>[]
  beforeExpiry: ((db: PrismaClient, order: OrderRow) => Promise<'go on' | 'wait'>)[]
  mailNotes: ((mail: OrderMailName, order: OrderRow, t: Translate) => string | undefined)[]
  mailFiles: ((tx: Database, mail: OrderMailName, order: OrderRow) => Promise<MailFile[]>)[]
}

/** The seller, as an invoice names it (2006/112/EC, Art. 226). */
export interface Seller {
  name: string
  /** Lines. */
  address: string[]
  vatNumber: string
}

export interface OrderSettings {
  /** What numbers of orders begin with. @default nothing */
  readonly numberPrefix: string
  readonly seller: Seller
  /** What goods are called in a language (BCP 47), for staff who read another one than the order's. */
  nameGoods: (db: Database, ids: readonly number[], language: string) => Promise<ReadonlyMap<number, string>>
  /** When an invoice is issued. */
  invoiceAt: 'sent' | 'paid'
  invoiceSeries: string
  creditSeries: string
}

/** `app.orders`, which every change of an order is given. */
export interface Orders {
  hooks: OrderHooks
  stockHooks: StockHooks
  mails: OrderMails
  settings: OrderSettings
}

export async function runOrderHooks(hooks: OrderHook[], tx: Database, order: OrderRow): Promise<void> {
  for (const hook of hooks) await hook(tx, order)
}

/** What the first of the guards says that refuses. */
export async function findRefusal<Order>(
  guards: OrderGuard<Order>[],
  tx: Database,
  order: Order
): Promise<Wording | undefined> {
  for (const guard of guards) {
    const problem = await guard(tx, order)
    if (problem !== undefined) return problem
  }
  return undefined
}
