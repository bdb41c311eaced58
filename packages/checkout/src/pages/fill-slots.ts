import type { BlueprintApp } from '@larder/blueprint'
import { listPrices } from '@larder/delivery'
import { formatPrice } from '@larder/money'
import type { CheckoutShop } from '../checkout-shop.js'

/** The way here from the cart, with what delivery costs and how it is paid, and from an order that is wanted again. */
export function fillSlots(app: BlueprintApp, shop: CheckoutShop): void {
  app.fillSlot('carts.show.actions', {
    template: 'cart-actions',
    styles: ['checkout.css'],
    data: async () => ({
      // 2011/83/EU, Art. 6 and 8(3): before the order is begun.
      delivery: (await listPrices(app.db)).map(
        ({ name, price }) => `${name} ${price === 0 ? 'free' : formatPrice(price, shop.currency)}`
      ),
      payments: app.payments.methods.map(({ label }) => label)
    })
  })
  app.fillSlot('orders.show.actions', {
    template: 'again',
    data: ({ order }) => ({ number: order.number })
  })
}
