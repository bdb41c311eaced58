import { test } from 'tap'
import { launchBrowser, skip } from './fixtures/browser.js'
import { lookOnPhone } from './fixtures/in-browser/flaws.js'
import { pagesAreForEverybody } from './fixtures/in-browser/pages.js'
import { serveInDevelopment } from './fixtures/in-browser/serve.js'

// Those of staff, in all states, and elsewhere than on a phone: test/long/looks.ts.
test('the shop has pages for everybody', { skip }, async (t) => {
  const browser = await launchBrowser(t)
  const { app, address } = await serveInDevelopment(t)
  const noticed = ['label', 'color-contrast', 'wider', 'faint edge', 'lost focus']
  const look = { of: isForCustomers, look: lookOnPhone, inAllStates: false, noticed }
  await pagesAreForEverybody(t, browser, app, address, look)
})

function isForCustomers(url: string): boolean {
  return !url.startsWith('/staff')
}
