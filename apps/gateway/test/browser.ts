import { test } from 'tap'
import { launchBrowser, skip } from './fixtures/browser.js'
import { apiPageWorks } from './fixtures/in-browser/api-page.js'
import { lookOnPhone } from './fixtures/in-browser/flaws.js'
import { formsGainByScripts } from './fixtures/in-browser/forms.js'
import { goodsAreLaidOut } from './fixtures/in-browser/layout.js'
import { pagesAreForEverybody } from './fixtures/in-browser/pages.js'
import { serve, serveInDevelopment } from './fixtures/in-browser/serve.js'
import { shopsWithoutScripts } from './fixtures/in-browser/shopping.js'

test('the shop in a browser', { skip }, async (t) => {
  const browser = await launchBrowser(t)

  await t.test('in production', async (t) => {
    const { address } = await serve(t)
    await t.test('sells to a person without JavaScript', (t) => shopsWithoutScripts(t, browser, address))
    await t.test('has forms that gain by JavaScript', (t) => formsGainByScripts(t, browser, address))
    await t.test('lays its goods out', (t) => goodsAreLaidOut(t, browser, address))
  })

  await t.test('in development', async (t) => {
    const { app, address } = await serveInDevelopment(t)
    await t.test('has pages for everybody', (t) =>
      pagesAreForEverybody(t, browser, app, address, lookOnPhone, [
        'label',
        'color-contrast',
        'wider',
        'faint edge',
        'lost focus'
      ])
    )
    await t.test('describes its routes', (t) => apiPageWorks(t, browser, address))
  })
})
