import type { BlueprintApp } from '@larder/blueprint'
import { listPrices, type MethodPrice } from '@larder/delivery'
import { formatPrice } from '@larder/money'
import type { CheckoutShop } from '../checkout-shop.js'

/** The way here from the cart, with what delivery costs and how it is paid, and from an order that is wanted again. */
export function fillSlots(app: BlueprintApp, shop: CheckoutShop): void {
  app.fillSlot('carts.show.actions', {
    template: 'cart-actions',
    styles: ['checkout.css'],
    data: async ({ cart }) => {
      const methods = await listPrices(app.db)
      const money = (amount: number) => formatPrice(amount, shop.currency)
      return {
        hints: hintsAt(methods, cart.total, money),
        // 2011/83/EU, Art. 6 and 8(3): before the order is begun.
        delivery: methods.map(({ name, price }) => `${name} ${price === 0 ? 'free' : money(price)}`),
        payments: app.payments.methods.map(({ label }) => label)
      }
    }
  })
  app.fillSlot('orders.show.actions', {
    template: 'again',
    data: ({ order }) => ({ number: order.number })
  })
}

/** What is missing at a sum of products: to the lowest minimum, where none is reached, else to the nearest free delivery. */
function hintsAt(methods: MethodPrice[], total: number, money: (amount: number) => string): string[] {
  const [cheapest] = methods.map(({ minTotal }) => minTotal ?? 0).sort((a, b) => a - b)
  if (cheapest && cheapest > total)
    return [`We deliver from ${money(cheapest)}: ${money(cheapest - total)} to go.`]
  const [nearest] = methods
    .flatMap(({ name, price, freeFrom }) =>
      price > 0 && freeFrom && freeFrom > total ? [{ name, freeFrom }] : []
    )
    .sort((a, b) => a.freeFrom - b.freeFrom)
  return nearest ? [`${money(nearest.freeFrom - total)} to free delivery: ${nearest.name}.`] : []
}
