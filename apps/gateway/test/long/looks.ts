import { test } from 'tap'
import { launchBrowser, skip } from '../fixtures/browser.js'
import { apiPageWorks } from '../fixtures/in-browser/api-page.js'
import { lookElsewhere, lookOnPhone } from '../fixtures/in-browser/flaws.js'
import { pagesAreForEverybody } from '../fixtures/in-browser/pages.js'
import { findPlainTexts, lookInPseudoLanguage } from '../fixtures/in-browser/pseudo-language.js'
import { serveInDevelopment } from '../fixtures/in-browser/serve.js'

test('the pages of the shop', { skip }, async (t) => {
  const browser = await launchBrowser(t)
  const looks = {
    'on a phone': {
      look: lookOnPhone,
      noticed: ['label', 'color-contrast', 'wider', 'faint edge', 'lost focus']
    },
    'in the dark and on a desk': {
      look: lookElsewhere,
      noticed: ['in the dark, color-contrast', 'on a desk, color-contrast']
    }
  }
  for (const [where, look] of Object.entries(looks)) {
    await t.test(where, async (t) => {
      const { app, address } = await serveInDevelopment(t)
      await pagesAreForEverybody(t, browser, app, address, { ...look, inAllStates: true })
    })
  }
  await t.test('in the pseudo-language', async (t) => {
    const { app, address } = await serveInDevelopment(t, ['en', 'en-XA'])
    const look = lookInPseudoLanguage(app)
    await pagesAreForEverybody(t, browser, app, address, { look, inAllStates: true, noticed: [] })
    const page = await browser.newPage()
    await page.goto(`${address}/users/login`)
    t.match(await findPlainTexts(page, app), ['Log in · Larder'], 'English is noticed')
    await page.close()
  })
  await t.test('describe their routes', async (t) =>
    apiPageWorks(t, browser, (await serveInDevelopment(t)).address)
  )
})
