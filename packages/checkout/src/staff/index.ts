import { blueprint, type NoParams } from '@larder/blueprint'
import { createShop, type ShopOptions } from '../checkout-shop.js'
import newOrderRoutes from './new-order-routes.js'
import slotRoutes from './slot-routes.js'

/** What the staff do of a checkout: order for a customer who calls, and move an order to another time. */
export default blueprint<ShopOptions>(
  {
    name: 'checkout-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: ['orders-staff', 'addresses', 'goods', 'delivery', '@larder/payments'],
    decorators: { fastify: ['db', 'staff', 'orders', 'payments'] },
    defaults: {
      currency: 'EUR',
      country: 'DE',
      taxCountry: 'destination',
      findTermsVersion: async () => null
    }
  },
  async (app, options) => {
    app.fillSlot('orders-staff.list.actions', { template: 'new-link' })
    newOrderRoutes(app, createShop(app, options))
    slotRoutes(app)
  }
)

declare module '@larder/blueprint' {
  interface Routes {
    'checkout-staff.new': NoParams
    'checkout-staff.order': NoParams
    'checkout-staff.move': { id: number }
  }
}
