import { blueprint, type NoParams, type Translate } from '@larder/blueprint'
import { inTransaction, type PrismaClient } from '@larder/database'
import { releaseSlot, takeSlot } from '@larder/delivery'
import { setPopularity, setRelated } from '@larder/goods'
import { countOrderedGoods, listOrderedTogether } from '@larder/orders'
import type { FastifyInstance } from 'fastify'
import { deleteOldCheckouts, eraseCheckouts, listTyped } from './checkout/open-checkout.js'
import { linkIn } from './pages/send-checkout.js'
import { readSlotRef } from './placing/choose-delivery.js'
import routes, { type CheckoutOptions } from './routes.js'

/** From a cart to an order: one page, where it is ordered at most once. */
export default blueprint<CheckoutOptions>(
  {
    name: 'checkout',
    root: new URL('..', import.meta.url),
    dependencies: [
      '@larder/database',
      '@larder/session',
      '@larder/tasks',
      'addresses',
      'goods',
      'carts',
      'delivery',
      '@larder/orders',
      '@larder/payments'
    ],
    decorators: {
      fastify: ['db', 'tasks', 'onErase', 'onExport', 'orders', 'payments'],
      request: ['session']
    },
    defaults: {
      currency: 'EUR',
      country: 'DE',
      taxCountry: 'destination',
      timeZone: 'UTC',
      terms: '',
      withdrawal: '',
      findTermsVersion: async () => null,
      findContact: async () => ({})
    }
  },
  async (app, options) => {
    returnSlots(app)
    app.noteInOrderMails((mail, _order, t) => (mail === 'placed' ? nameTerms(options, t) : undefined))
    app.onExport('checkout', listTyped)
    app.onErase(async (tx, { email }) => {
      if (email !== null) await eraseCheckouts(tx, email)
    })
    app.tasks.every('checkout.delete-old', DAY, () => deleteOldCheckouts(app.db, new Date()))
    app.tasks.every('checkout.count-popularity', DAY, () => countPopularity(app.db, new Date()))
    app.tasks.every('checkout.relate-goods', DAY, () => relateGoods(app.db, new Date()))
    await routes(app, options)
  }
)

/** Orders keep the slot that they were placed with. They give it back, and take it again, under their lock. */
function returnSlots(app: FastifyInstance): void {
  app.onOrderCancelled(async (tx, { slotRef }) => {
    const slot = readSlotRef(slotRef)
    if (slot !== undefined) await releaseSlot(tx, slot)
  })
  app.beforeOrderRestored(async (tx, { slotRef }) => {
    const slot = readSlotRef(slotRef)
    const taken = slot === undefined ? undefined : await takeSlot(tx, slot, new Date())
    return taken?.outcome === 'slot-gone' ? (t) => t('checkout:slot-taken') : undefined
  })
}

/** Where the law asks for the texts themselves (2011/83/EU, Art. 8(7)), the shop adds a note of its own. */
function nameTerms(options: Required<CheckoutOptions>, t: Translate): string | undefined {
  const terms = linkIn(options.terms, t.language)
  const withdrawal = linkIn(options.withdrawal, t.language)
  const lines = [
    terms && t('checkout:mail.terms', { url: terms }),
    withdrawal && t('checkout:mail.withdrawal', { url: withdrawal })
  ]
  return lines.filter(Boolean).join('\n') || undefined
}

/** Searches list those goods first that are in most orders of the last 90 days. */
async function countPopularity(db: PrismaClient, now: Date): Promise<void> {
  const counts = await countOrderedGoods(db, new Date(now.getTime() - 90 * DAY))
  await inTransaction(db, (tx) => setPopularity(tx, counts))
}

/** The pages of goods show what people have ordered with them in the last 180 days. */
async function relateGoods(db: PrismaClient, now: Date): Promise<void> {
  await setRelated(db, await listOrderedTogether(db, new Date(now.getTime() - 180 * DAY)))
}

const DAY = 24 * 60 * 60_000

export { CHECKOUT_ERR_KEY, CHECKOUT_ERR_NO_ORDER, CHECKOUT_ERR_NOT_FOUND } from './errors.js'
export { checkSlots } from './placing/check-slots.js'
export type { CheckoutOptions } from './routes.js'
export type { CheckoutAnswer, CheckoutValues, CheckoutView } from './schemas.js'

declare module '@larder/blueprint' {
  interface Routes {
    'checkout.show': NoParams
    'checkout.again': { number: string }
  }
}
