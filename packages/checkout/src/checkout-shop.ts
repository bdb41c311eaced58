import type { PrismaClient } from '@larder/database'
import type { Orders } from '@larder/orders'
import type { Payments } from '@larder/payments'

/** What the functions of this package are given of the app. */
export interface CheckoutShop {
  db: PrismaClient
  orders: Orders
  payments: Payments
  currency: string
  country: string
  taxCountry: 'seller' | 'destination'
}
