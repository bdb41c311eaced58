import addresses from '@larder/addresses'
import addressesStaff from '@larder/addresses/staff'
import carts from '@larder/carts'
import checkout from '@larder/checkout'
import checkoutStaff from '@larder/checkout/staff'
import delivery from '@larder/delivery'
import deliveryStaff from '@larder/delivery/staff'
import favourites from '@larder/favourites'
import { defineShop } from '@larder/gateway'
import goods from '@larder/goods'
import goodsStaff from '@larder/goods/staff'
import mailStaff from '@larder/mail/staff'
import orders from '@larder/orders'
import ordersStaff, { taxStaff } from '@larder/orders/staff'
import legalPages from '@larder/pages'
import legalPagesStaff from '@larder/pages/staff'
import payments from '@larder/payments'
import paymentsStaff from '@larder/payments/staff'
import pictures from '@larder/pictures'
import reviews from '@larder/reviews'
import reviewsStaff from '@larder/reviews/staff'
import settingsStaff from '@larder/settings/staff'
import stockStaff from '@larder/stock/staff'
import stockAlerts from '@larder/stock-alerts'
import tasksStaff from '@larder/tasks/staff'
import users from '@larder/users'
import usersStaff from '@larder/users/staff'
import { PrismaClient } from './generated/prisma/client.js'
import recipes from './recipes/index.js'

/** What the shop is made of, and where each part is found. `shop` has the options that the settings give to each. */
export default defineShop({
  PrismaClient,
  async features(app, shop) {
    await app.register(legalPages, { prefix: '/pages', ...shop.pages })
    await app.register(users, { prefix: '/users', ...shop.users })
    await app.register(addresses, { prefix: '/addresses', ...shop.addresses })
    await app.register(pictures, { prefix: '/pictures' })
    await app.register(goods, { prefix: '/goods', ...shop.goods })
    await app.register(carts, { prefix: '/carts', ...shop.carts })
    await app.register(delivery, { prefix: '/delivery', ...shop.delivery })
    await app.register(orders, shop.orders)
    await app.register(payments, shop.payments)
    await app.register(checkout, { prefix: '/checkout', ...shop.checkout })
    await app.register(reviews, { prefix: '/reviews' })
    await app.register(favourites, { prefix: '/favourites' })
    await app.register(stockAlerts, { prefix: '/stock-alerts', ...shop.stockAlerts })
    await app.register(recipes, { prefix: '/recipes' })

    // The staff's pages, in the order of their navigation.
    const { staff } = shop
    await app.register(goodsStaff, { prefix: '/staff/goods', ...staff.goods })
    await app.register(stockStaff, { prefix: '/staff/stock', ...staff.stock })
    await app.register(ordersStaff, { prefix: '/staff/orders', ...staff.orders })
    await app.register(checkoutStaff, { prefix: '/staff/orders', ...staff.checkout })
    await app.register(paymentsStaff, { prefix: '/staff/payments' })
    await app.register(usersStaff, { prefix: '/staff/customers' })
    await app.register(addressesStaff)
    await app.register(reviewsStaff, { prefix: '/staff/reviews' })
    await app.register(deliveryStaff, { prefix: '/staff/delivery', ...staff.delivery })
    await app.register(taxStaff, { prefix: '/staff/tax', ...staff.tax })
    await app.register(legalPagesStaff, { prefix: '/staff/pages', ...staff.pages })
    await app.register(settingsStaff, { prefix: '/staff/settings' })
    await app.register(mailStaff, { prefix: '/staff/mails' })
    await app.register(tasksStaff, { prefix: '/staff/tasks' })
  }
})

// app.db, and what hooks are given of a transaction, have your models too.
declare module '@larder/database' {
  interface Register {
    client: PrismaClient
  }
}
