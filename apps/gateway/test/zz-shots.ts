import { createOrder } from '@larder/orders/testing'
import { testApp } from '@larder/testing'
import { chromium } from 'playwright-core'
import tap from 'tap'
import shop from '../src/app.js'
import { asStaff } from './fixtures/in-browser/ways.js'
import { stockShelf } from './fixtures/shelf.js'

const app = await testApp(tap, [shop, { localUrl: new URL('http://127.0.0.1:18123') }])
await stockShelf(app)
const order = await createOrder(app, { payBy: null, note: 'Ring twice' })
await app.listen({ port: 18123, host: '127.0.0.1' })
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
const address = 'http://127.0.0.1:18123'
for (const [width, height] of [[1280, 900], [390, 844]] as const) {
  const page = await (await browser.newContext({ viewport: { width, height } })).newPage()
  for (const [name, path] of Object.entries({
    front: '/staff', orders: '/staff/orders', order: `/staff/orders/${order.id}`, goods: '/staff/goods', newgood: '/staff/goods/new', stock: '/staff/stock',
    settings: '/staff/settings/places', legal: '/staff/pages/imprint', delivery: '/staff/delivery', log: '/staff/log', customers: '/staff/customers', pictures: '/staff/goods/1/pictures', categories: '/staff/categories'
  })) {
    await asStaff(path)(page, address, app)
    await page.screenshot({ path: `/tmp/shots/${name}-${width}.png`, fullPage: height > 890 ? false : true })
  }
}
await browser.close()
tap.end()
