import { startStripeDouble } from '@larder/stripe/testing'
import { test } from 'tap'
import { launchBrowser, skip } from './fixtures/browser.js'
import { buysWithoutScripts } from './fixtures/in-browser/buying.js'
import { cardsGainByScripts, cartGainsByScripts } from './fixtures/in-browser/cart-scripts.js'
import { formsGainByScripts } from './fixtures/in-browser/forms.js'
import { goodsAreLaidOut } from './fixtures/in-browser/layout.js'
import { staffKeepPictures } from './fixtures/in-browser/picturing.js'
import { serve } from './fixtures/in-browser/serve.js'
import { shopsWithoutScripts } from './fixtures/in-browser/shopping.js'

test('the shop in a browser', { skip }, async (t) => {
  const double = await startStripeDouble()
  t.teardown(() => double.close())
  const { secretKey, webhookSecret, url } = double
  const stripe = { secretKey, webhookSecret, apiUrl: new URL(url), label: 'Test card' }
  // Links in mails, and the way back from Stripe, lead to the name that the shop has outside.
  const publicUrl = new URL('http://shop.localhost')
  const timeZone = 'Europe/Berlin'
  const shop = await serve(t, { publicUrl, timeZone, stripe })
  const port = new URL(shop.address).port
  const browser = await launchBrowser(t, [`--host-resolver-rules=MAP ${publicUrl.host} 127.0.0.1:${port}`])
  const address = publicUrl.origin

  await t.test('sells to a person without JavaScript', (t) => shopsWithoutScripts(t, browser, address))
  await t.test('has forms that gain by JavaScript', (t) => formsGainByScripts(t, browser, address))
  await t.test('has a cart that gains by JavaScript', (t) => cartGainsByScripts(t, browser, address))
  await t.test('has cards that gain by JavaScript', (t) => cardsGainByScripts(t, browser))
  await t.test('has its pictures kept by staff', (t) => staffKeepPictures(t, browser, shop.app, address))
  await t.test('lays its goods out', (t) => goodsAreLaidOut(t, browser, address))
  // Last, for it sells goods out.
  await t.test('takes orders without JavaScript', (t) =>
    buysWithoutScripts(t, browser, shop.app, address, timeZone)
  )
})
