import type { Address } from '@larder/addresses'
import type { RateTotal } from '@larder/money'

/** What somebody wants to order, as the shop sells it at this moment. */
export interface OrderDraft {
  /** A checkout makes one order. A UUID. */
  checkoutId: string
  /** None for a guest. */
  userId: number | null
  email: string
  /** Of the mails, BCP 47. */
  language: string
  /** ISO 4217. Amounts are in its minor units, tax included. */
  currency: string
  lines: DraftLine[]
  delivery: DraftDelivery
  deliveryAddress: Address
  billingAddress: Address
  paymentMethod: string
  /** Unpaid by then, the order expires. Null where it is paid on delivery. */
  payBy: Date | null
  /** The country whose tax it has, and what that takes in millionths, by category. */
  taxCountry: string
  taxRates: Readonly<Record<string, number>>
  termsVersion: number | null
  note: string
}

export interface DraftLine {
  /** None for a fee. */
  goodId: number | null
  slug: string
  name: string
  unit: string
  picture: string
  quantity: number
  unitPrice: number
  /** For each unit. */
  deposit: number
  /** Off the whole line. */
  discount: number
  taxCategory: string
  /** Nobody can withdraw from it. */
  perishable: boolean
}

export interface DraftDelivery {
  /** Its code. */
  method: string
  name: string
  price: number
  tax: 'proportional' | 'highest' | 'category'
  /** Where `tax` is `category`. */
  taxCategory: string | null
  slotRef: string | null
  from: Date | null
  until: Date | null
}

/** A draft with its totals and its tax. Of these `placeOrder` makes orders. */
export interface PricedOrder {
  draft: OrderDraft
  goodsTotal: number
  deliveryTotal: number
  discountTotal: number
  total: number
  /** In the order of the draft's lines. */
  lines: { total: number; rate: number; tax: number }[]
  taxLines: RateTotal[]
}
