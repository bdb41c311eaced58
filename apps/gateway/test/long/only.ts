import { addressesBehave } from '@larder/addresses/testing'
import { cartsBehave } from '@larder/carts/testing'
import { checkoutBehave } from '@larder/checkout/testing'
import { deliveryBehave } from '@larder/delivery/testing'
import { favouritesBehave } from '@larder/favourites/testing'
import { goodsBehave } from '@larder/goods/testing'
import { ordersBehave } from '@larder/orders/testing'
import { reviewsBehave } from '@larder/reviews/testing'
import { stockAlertsBehave } from '@larder/stock-alerts/testing'
import { testApp } from '@larder/testing'
import { usersBehave } from '@larder/users/testing'
import { test } from 'tap'
import shop from '../../src/app.js'

const features = [
  { name: 'users', page: '/users/login', behave: usersBehave },
  { name: 'addresses', page: '/addresses/static/addresses.css', behave: addressesBehave },
  { name: 'goods', page: '/goods', behave: goodsBehave },
  { name: 'carts', page: '/carts', behave: cartsBehave },
  { name: 'delivery', page: '/delivery', behave: deliveryBehave },
  { name: 'orders', page: '/orders/get_order', behave: ordersBehave },
  { name: 'checkout', page: '/checkout', behave: checkoutBehave },
  { name: 'reviews', page: '/reviews', status: 303, behave: reviewsBehave },
  { name: 'favourites', page: '/favourites', status: 303, behave: favouritesBehave },
  { name: 'stock-alerts', page: '/stock-alerts', status: 405, behave: stockAlertsBehave }
]

for (const { name, behave } of features) {
  test(`${name} in an instance of the shop that serves nothing else`, async (t) => {
    const app = await testApp(t, [shop, { only: [name] }])
    await behave(t, app)
    for (const other of features) {
      // Guests of a customers’ page are sent to log in.
      const expected = other.name === name ? (other.status ?? 200) : 404
      t.equal((await app.client().visit(other.page)).statusCode, expected, other.page)
    }
  })
}
