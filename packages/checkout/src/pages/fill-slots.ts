import { type BlueprintApp, writeText } from '@larder/blueprint'
import { listPrices, type MethodPrice } from '@larder/delivery'
import { formatPrice } from '@larder/money'
import type { CheckoutShop } from '../checkout-shop.js'

/** The way here from the cart, with what delivery costs and how it is paid, and from an order that is wanted again. */
export function fillSlots(app: BlueprintApp, shop: CheckoutShop): void {
  app.fillSlot('carts.show.actions', {
    template: 'cart-actions',
    styles: ['checkout.css'],
    data: async ({ cart }, { t, language }) => {
      const methods = await listPrices(app.db)
      return {
        hint: hintAt(methods, cart.total),
        // 2011/83/EU, Art. 6 and 8(3): before the order is begun.
        delivery: methods,
        payments: app.payments.methods.map(({ label }) => writeText(label, t)),
        price: (amount: number) => formatPrice(amount, shop.currency, language)
      }
    }
  })
  app.fillSlot('orders.show.actions', { template: 'again' })
  app.fillSlot('orders.list.actions', { template: 'again' })
}

interface Hint {
  missing: number
  /** Below which nothing is delivered. */
  minimum?: number
  /** The method that costs nothing then. */
  free?: string
}

/** What is missing at a sum of products: to the lowest minimum, where none is reached, else to the nearest free delivery. */
function hintAt(methods: MethodPrice[], total: number): Hint | undefined {
  const [minimum] = methods.map(({ minTotal }) => minTotal ?? 0).sort((a, b) => a - b)
  if (minimum && minimum > total) return { minimum, missing: minimum - total }
  const [nearest] = methods
    .flatMap(({ name, price, freeFrom }) =>
      price > 0 && freeFrom && freeFrom > total ? [{ name, freeFrom }] : []
    )
    .sort((a, b) => a.freeFrom - b.freeFrom)
  return nearest && { free: nearest.name, missing: nearest.freeFrom - total }
}
