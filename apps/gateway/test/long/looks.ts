import { test } from 'tap'
import { launchBrowser, skip } from '../fixtures/browser.js'
import { lookBy, lookInTheDark, lookOnDesk, lookOnPhone } from '../fixtures/in-browser/flaws.js'
import { pagesAreForEverybody } from '../fixtures/in-browser/pages.js'
import { serveInDevelopment } from '../fixtures/in-browser/serve.js'

test('the pages of the shop', { skip }, async (t) => {
  const browser = await launchBrowser(t)
  const looks = {
    'on a phone': {
      look: lookOnPhone,
      noticed: ['label', 'color-contrast', 'wider', 'faint edge', 'lost focus']
    },
    'in the dark and on a desk': {
      look: lookBy(lookInTheDark, lookOnDesk),
      noticed: ['in the dark, color-contrast', 'on a desk, color-contrast']
    }
  }
  for (const [where, look] of Object.entries(looks)) {
    await t.test(where, async (t) => {
      const { app, address } = await serveInDevelopment(t)
      await pagesAreForEverybody(t, browser, app, address, { ...look, inAllStates: true })
    })
  }
})
