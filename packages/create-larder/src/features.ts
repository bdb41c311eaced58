/** A feature that a shop may do without. It is called as its package is, less `@larder/`. */
export interface Feature {
  name: string
  about: string
  /** The features that it does not work without. */
  needs: string[]
}

/** Each after those that it needs. All else, as goods and users, every shop has. */
export const FEATURES: Feature[] = [
  { name: 'carts', about: 'a cart for guests and customers', needs: [] },
  { name: 'addresses', about: 'the address book of customers', needs: [] },
  { name: 'delivery', about: 'ways and times of delivery, and what they cost', needs: [] },
  { name: 'orders', about: 'orders, their mails and invoices, and the staff’s side', needs: ['addresses'] },
  { name: 'payments', about: 'payment by transfer, on delivery, at Stripe', needs: ['orders'] },
  {
    name: 'checkout',
    about: 'from the cart to the order',
    needs: ['carts', 'addresses', 'delivery', 'orders', 'payments']
  },
  { name: 'reviews', about: 'reviews by those who bought', needs: ['orders'] },
  { name: 'favourites', about: 'goods that customers save for later', needs: ['carts'] },
  { name: 'stock-alerts', about: 'a mail when a good is back', needs: [] }
]

export const ALL = FEATURES.map(({ name }) => name)

/** A feature that came along, and which of the wished ones does not work without it. */
export interface Added {
  name: string
  for: string
}

/** The wished features with all that they need, in the order of FEATURES, and what was added for which. */
export function completeFeatures(wished: string[]): { features: string[]; added: Added[] } {
  const added: Added[] = []
  const chosen = new Set(wished)
  // From the last: a feature's needs stand before it.
  for (const { name, needs } of FEATURES.toReversed()) {
    if (!chosen.has(name)) continue
    for (const need of needs.filter((one) => !chosen.has(one))) {
      chosen.add(need)
      added.push({ name: need, for: name })
    }
  }
  return { features: ALL.filter((name) => chosen.has(name)), added }
}
