import type { Database } from '@larder/database'
import { goodSlugs, nameGoods } from '@larder/goods'
import { findTaxRates } from '@larder/orders'
import { currentVersion } from '@larder/pages'
import type { PaymentMethod } from '@larder/payments'
import type { FastifyInstance } from 'fastify'
import { EXAMPLE_METHODS } from '../settings/payment-settings.js'
import { findContact, findEmail } from './find-contact.js'
import type { OwnerSettings } from './owner-settings.js'
import { pageAgeOf, type ShopOptions } from './shop-options.js'

/** The options that the shop's settings give to each feature, by its name. */
export type Shop = Awaited<ReturnType<typeof optionsOfFeatures>>

/** What features are registered with, besides the prefix: from the configuration, and from what the owner sets. */
export async function optionsOfFeatures(app: FastifyInstance, options: ShopOptions, set: OwnerSettings) {
  const { wrongPasswords, secretKey } = options
  const { currency, country, timeZone, facts } = set
  const findTaxCategories = async (db: Database) => Object.keys(await findTaxRates(db, country(), new Date()))
  const findTermsVersion = (db: Database) => currentVersion(db, 'terms')
  const selling = { currency, country, taxCountry: options.taxCountry, findTermsVersion }
  const pageUrl = (name: string) => (language: string) =>
    app.urlFor('pages.show', { name }, {}, { absolute: true, language })
  const { terms = pageUrl('terms'), withdrawal = pageUrl('withdrawal') } = options
  return {
    pages: { facts },
    users: { wrongPasswords, secretKey, issuer: () => set.shop().name },
    addresses: { country },
    goods: { maxAge: pageAgeOf(options) },
    carts: { currency },
    delivery: { currency, timeZone },
    orders: { seller: set.seller, numberPrefix: () => set.orders().numberPrefix, nameGoods },
    payments: { methods: await methodsOf(options) },
    checkout: { ...selling, timeZone, terms, withdrawal, findContact },
    stockAlerts: { findEmail },
    /** Of their staff's pages. */
    staff: {
      goods: { currency, findTaxCategories },
      stock: { nameGoods, goodSlugs, staffEmail: () => set.orders().staffEmail },
      orders: { timeZone },
      checkout: selling,
      delivery: { currency, timeZone, findTaxCategories },
      tax: { timeZone, country },
      pages: { facts }
    }
  }
}

async function methodsOf({
  stripe,
  paymentMethods = EXAMPLE_METHODS()
}: ShopOptions): Promise<PaymentMethod[]> {
  if (!stripe) return paymentMethods
  // Loaded where it is needed: its library takes 20 MB.
  const card = (await import('@larder/stripe')).stripe(stripe)
  return [card, ...paymentMethods]
}
