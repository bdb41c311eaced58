import { randomUUID } from 'node:crypto'
import type { DraftLine, OrderDraft } from '../order/order-draft.js'

/** Two kilos of plums at 3.33, by post for 4.90, as a guest. */
export function draftOrder(changes: Partial<OrderDraft> = {}): OrderDraft {
  return {
    checkoutId: randomUUID(),
    userId: null,
    email: 'anna@example.org',
    language: 'en',
    currency: 'EUR',
    lines: [draftLine()],
    delivery: {
      method: 'post',
      name: 'Post',
      price: 490,
      tax: 'proportional',
      taxCategory: null,
      slotRef: null,
      from: null,
      until: null
    },
    deliveryAddress: ADDRESS,
    billingAddress: ADDRESS,
    paymentMethod: 'transfer',
    payBy: new Date(Date.now() + 60 * 60_000),
    taxCountry: 'DE',
    taxRates: { standard: 190_000, reduced: 70_000 },
    termsVersion: null,
    note: '',
    ...changes
  }
}

export function draftLine(changes: Partial<DraftLine> = {}): DraftLine {
  return {
    goodId: 1,
    slug: 'plums',
    name: 'Plums',
    unit: '1 kg',
    picture: '',
    quantity: 2,
    unitPrice: 333,
    deposit: 0,
    discount: 0,
    taxCategory: 'reduced',
    perishable: true,
    ...changes
  }
}

const ADDRESS = {
  name: 'Anna Muster',
  organisation: '',
  street: 'Gartenweg 3',
  district: '',
  city: 'Berlin',
  region: '',
  postalCode: '10115',
  country: 'DE',
  phone: ''
}
