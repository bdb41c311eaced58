import type { StoreSettings } from '@larder/files'
import type { MailOptions } from '@larder/mail'
import type { Seller } from '@larder/orders'
import type { PaymentMethod } from '@larder/payments'
import type { StripeOptions } from '@larder/stripe'
import type { TasksOptions } from '@larder/tasks'

/** What the configuration says of the shop. */
export interface ShopOptions {
  /** How visitors reach the shop; with HTTPS the cookies are secure. @default unknown, and not by HTTPS */
  publicUrl?: URL
  /** Where links in mails lead if that is unknown. @default http://localhost:8000 */
  localUrl?: URL
  /** What prices are in, ISO 4217. @default 'EUR' */
  currency?: string
  /** The languages of pages and mails, BCP 47, the default first. @default ['en'] */
  languages?: string[]
  /** The zone of the times that pages and mails show, and of delivery. @default 'UTC' */
  timeZone?: string
  /** Where the shop is, ISO 3166-1. @default 'DE' */
  country?: string
  /** Whose tax orders have: of the country that they go to, or of the seller. @default 'destination' */
  taxCountry?: 'seller' | 'destination'
  /** The whole URL of the terms that people order by. @default that of the shop's own page */
  terms?: string | undefined
  /** The whole URL of what is said of the right to withdraw. @default that of the shop's own page */
  withdrawal?: string | undefined
  /** Whom invoices name as the seller. @default 'Larder', without an address */
  seller?: Seller
  /** The ways to pay. @default by transfer to an account that is made up, and on delivery */
  paymentMethods?: PaymentMethod[]
  /** Payment at Stripe, before those. @default none */
  stripe?: StripeOptions
  /** What numbers of orders begin with. @default 'L-' */
  orderPrefix?: string
  /** Read templates anew for every page, and describe the routes at `/docs`. @default false */
  development?: boolean
  /** Names of the features to serve; pages link to the others, which other instances serve. @default all */
  only?: string[]
  /**
   * Milliseconds that a page is shown again to visitors who have no session, and that lists, goods and the front page show others what
   * was found before; 0 to make each anew. @default 0
   */
  pageAge?: number
  /** Milliseconds that the event loop may be late before requests are refused with 503; 0 for any. @default 0 */
  maxEventLoopDelay?: number
  /** How many passwords of one account may be wrong in a quarter of an hour; 0 for any number. @default 10 */
  wrongPasswords?: number
  /** What the secrets of authenticator apps are encrypted with, 32 bytes in base64. @default nobody can have a second factor */
  secretKey?: string | undefined
  /** Whom mails are from, and the server that takes them. @default they wait in the outbox */
  mail?: MailOptions
  /** How tasks are run. @default they wait for a process that runs them */
  tasks?: TasksOptions
  /** Where the content of new pictures goes. @default into the database */
  files?: StoreSettings
}

/** {@link ShopOptions.pageAge}, which nobody wants while templates and goods are changed. */
export function pageAgeOf({ development = false, pageAge = 0 }: ShopOptions): number {
  return development ? 0 : pageAge
}
