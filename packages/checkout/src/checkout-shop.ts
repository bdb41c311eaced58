import { type Setting, settingOf } from '@larder/blueprint'
import type { Database, PrismaClient } from '@larder/database'
import type { Orders } from '@larder/orders'
import type { Payments } from '@larder/payments'
import pLimit, { type LimitFunction } from 'p-limit'

/** Where the shop is, and by what it sells. */
export interface ShopOptions {
  /** What the shop's prices are in, ISO 4217. @default 'EUR' */
  currency?: Setting<string>
  /** Where the shop is, ISO 3166-1: its addresses begin with it, and pick-up has its tax. @default 'DE' */
  country?: Setting<string>
  /** Whose tax orders have: of the shop's country, or of the one that they go to. @default 'destination' */
  taxCountry?: 'seller' | 'destination'
  /** The version of the terms that hold now, which orders keep. @default none */
  findTermsVersion?: (db: Database) => Promise<number | null>
}

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

export function createShop(
  { db, orders, payments }: Pick<CheckoutShop, 'db' | 'orders' | 'payments'>,
  { taxCountry, findTermsVersion, ...options }: Required<ShopOptions>
): CheckoutShop {
  const [currency, country] = [settingOf(options.currency), settingOf(options.country)]
  return {
    ...{ db, orders, payments, taxCountry, findTermsVersion, limit: pLimit(AT_ONCE) },
    get currency() {
      return currency()
    },
    get country() {
      return country()
    }
  }
}

/**
 * Orders of one good wait for each other in the database. Were all of a sale's visitors to do so
 * there, they would hold every connection until their transactions expire, and nobody would order.
 */
const AT_ONCE = 2
