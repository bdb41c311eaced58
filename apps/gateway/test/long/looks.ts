import { test } from 'tap'
import { launchBrowser, skip } from '../fixtures/browser.js'
import { lookElsewhere } from '../fixtures/in-browser/flaws.js'
import { pagesAreForEverybody } from '../fixtures/in-browser/pages.js'
import { serveInDevelopment } from '../fixtures/in-browser/serve.js'

test('the pages of the shop, in the dark and on a desk,', { skip }, async (t) => {
  const browser = await launchBrowser(t)
  const { app, address } = await serveInDevelopment(t)
  const noticed = ['in the dark, color-contrast', 'on a desk, color-contrast']
  await pagesAreForEverybody(t, browser, app, address, lookElsewhere, noticed)
})
