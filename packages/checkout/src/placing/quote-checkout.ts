import { EMPTY_ADDRESS } from '@larder/addresses'
import type { CartContents } from '@larder/carts'
import type { Database } from '@larder/database'
import { type DeliveryOffer, offersFor, type Place } from '@larder/delivery'
import { priceForSale, translateGoods } from '@larder/goods'
import { MONEY_ERR_TOO_LARGE } from '@larder/money'
import { type DraftLine, findTaxRates, type OrderDraft, type PricedOrder, priceOrder } from '@larder/orders'
import { offeredMethods, type PaymentMethod } from '@larder/payments'
import type { Contact } from '../checkout/check-values.js'
import type { CheckoutShop } from '../checkout-shop.js'
import type { CheckoutValues } from '../schemas.js'
import { type Choice, findChoice, NO_DELIVERY } from './choose-delivery.js'
import { findPlace } from './find-place.js'

/** What somebody wants to order. */
export interface Wish {
  checkoutId: string
  /** None for a guest. */
  userId: number | null
  lines: CartContents['lines']
  /** Of the order: its goods' names, and its mails. BCP 47. */
  language: string
  values: CheckoutValues
  /** What was typed, as an order has it; as long as something is missing there is none. */
  contact?: Contact
}

/** What a wish costs now, and what keeps it from being ordered. */
export interface Quote {
  /** The goods of the cart that are not sold any more, or not in the shop's currency. */
  notSold: number[]
  obstacle?: 'not-sold' | 'mixed-currencies' | 'too-large' | 'no-delivery' | 'no-tax-rate' | 'no-payment'
  /** Where it goes; undefined as long as the address says too little. */
  place: Place | undefined
  /** None as long as the place is not known. */
  offers: DeliveryOffer[]
  choice: Choice
  methods: PaymentMethod[]
  /** Undefined where it cannot be summed up. Without delivery until one is chosen. */
  priced: PricedOrder | undefined
}

/**
 * Finds out what a wish costs. In a transaction that has locked the cart, nothing of it is older
 * than the lock.
 *
 * @param now one time for the whole transaction
 */
export async function quoteCheckout(shop: CheckoutShop, db: Database, wish: Wish, now: Date): Promise<Quote> {
  const { lines, notSold, isMixed } = await findLines(shop, db, wish)
  const place = findPlace(wish.values)
  const country = place?.country ?? shop.country
  const atHome = await findTaxRates(db, shop.country, now)
  const isHome = shop.taxCountry === 'seller' || country === shop.country
  const there = isHome ? atHome : await findTaxRates(db, country, now)
  const home = { taxCountry: shop.country, taxRates: atHome }
  const draft = draftWish(shop, wish, lines, now)
  const goods = sumUp(shop, { ...draft, ...home })
  const covers = (rates: Rates, more: string[] = []) =>
    ['standard', ...lines.map(({ taxCategory }) => taxCategory), ...more].every((one) => one in rates)
  const found = place && goods ? await offersFor(db, place, goods.goodsTotal - goods.discountTotal, now) : []
  const offers = found.filter(({ kind, taxCategory }) =>
    covers(kind === 'pickup' ? atHome : there, taxCategory === null ? [] : [taxCategory])
  )
  const choice = findChoice(offers, wish.values.delivery)
  // Who comes for the goods buys them where the shop is.
  const taxed =
    choice.offer?.kind === 'pickup' || isHome || !covers(there)
      ? home
      : { taxCountry: country, taxRates: there }
  const priced = sumUp(shop, { ...draft, ...taxed, delivery: choice.delivery ?? NO_DELIVERY })
  const methods = methodsFor(shop, country, choice, priced)
  return { notSold, place, offers, choice, methods, priced, obstacle: findObstacle() }

  function findObstacle(): Quote['obstacle'] {
    if (isMixed) return 'mixed-currencies'
    if (notSold.length > 0) return 'not-sold'
    if (!covers(atHome)) return 'no-tax-rate'
    if (!priced) return 'too-large'
    if (place && offers.length === 0) return found.length === 0 ? 'no-delivery' : 'no-tax-rate'
    return choice.delivery && priced.total > 0 && methods.length === 0 ? 'no-payment' : undefined
  }
}

type Rates = Readonly<Record<string, number>>

/** The lines that can be paid, with today's prices. */
async function findLines({ currency }: CheckoutShop, db: Database, { lines: wanted, language }: Wish) {
  const ids = wanted.map(({ goodId }) => goodId)
  const sale = await translateGoods(db, await priceForSale(db, ids), language)
  const goods = new Map(sale.map((good) => [good.id, good]))
  const lines = wanted.flatMap(({ goodId, quantity }): DraftLine[] => {
    const good = goods.get(goodId)
    if (good?.currency !== currency) return []
    const { slug, name, unit, picture, price: unitPrice, deposit, taxCategory, perishable } = good
    const sold = { slug, name, unit, picture: picture ?? '', unitPrice, deposit, taxCategory, perishable }
    return [{ goodId, quantity, discount: 0, ...sold }]
  })
  const payable = new Set(lines.map(({ goodId }) => goodId))
  return {
    lines,
    notSold: ids.filter((id) => !payable.has(id)),
    isMixed: [...goods.values()].some((good) => good.currency !== currency)
  }
}

function draftWish(shop: CheckoutShop, wish: Wish, lines: DraftLine[], now: Date) {
  const { checkoutId, userId, language, values, contact } = wish
  const { payment_method: paymentMethod = '' } = values
  const method = shop.payments.methods.find(({ name }) => name === paymentMethod)
  const {
    deliveryAddress = EMPTY_ADDRESS,
    billingAddress = EMPTY_ADDRESS,
    email = '',
    note = ''
  } = contact ?? {}
  return {
    ...{ checkoutId, userId, lines, deliveryAddress, billingAddress, email, note, paymentMethod },
    language,
    currency: shop.currency,
    delivery: NO_DELIVERY,
    payBy: method?.payBy(now) ?? null,
    termsVersion: null
  }
}

/** @returns undefined where it is more than an order can be for, or a tax rate is missing */
function sumUp({ orders }: CheckoutShop, draft: OrderDraft): PricedOrder | undefined {
  const categories = ['standard', ...draft.lines.map(({ taxCategory }) => taxCategory)]
  if (categories.some((category) => !(category in draft.taxRates))) return undefined
  try {
    return priceOrder(draft, orders.hooks)
  } catch (error) {
    if (error instanceof MONEY_ERR_TOO_LARGE) return undefined
    throw error
  }
}

function methodsFor(
  { payments, currency }: CheckoutShop,
  country: string,
  { offer }: Choice,
  priced: PricedOrder | undefined
): PaymentMethod[] {
  if (!priced) return []
  return offeredMethods(payments, { total: priced.total, currency, country, delivery: offer?.code ?? '' })
}
