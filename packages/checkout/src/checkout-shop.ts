import type { Database, PrismaClient } from '@larder/database'
import type { Orders } from '@larder/orders'
import type { Payments } from '@larder/payments'
import type { LimitFunction } from 'p-limit'

/** What the functions of this package are given of the app. */
export interface CheckoutShop {
  db: PrismaClient
  orders: Orders
  payments: Payments
  /** As they are set at the moment. */
  readonly currency: string
  readonly country: string
  taxCountry: 'seller' | 'destination'
  findTermsVersion: (db: Database) => Promise<number | null>
  /** Has a few orders placed at a time by this process, one after the other. */
  limit: LimitFunction
}
