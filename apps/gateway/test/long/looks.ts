import { test } from 'tap'
import { launchBrowser, skip } from '../fixtures/browser.js'
import { apiPageWorks } from '../fixtures/in-browser/api-page.js'
import {
  lookBy,
  lookEnlarged,
  lookInTheDark,
  lookOnDesk,
  lookOnPhone,
  lookWithoutScripts
} from '../fixtures/in-browser/flaws.js'
import { pagesLoadStill } from '../fixtures/in-browser/loading.js'
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
    },
    'enlarged, and without scripts': {
      look: lookBy(lookEnlarged, lookWithoutScripts),
      noticed: ['wider than 640 px']
    }
  }
  for (const [where, look] of Object.entries(looks)) {
    await t.test(where, async (t) => {
      const { app, address } = await serveInDevelopment(t)
      await pagesAreForEverybody(t, browser, app, address, { ...look, inAllStates: true })
    })
  }
  await t.test('with text twice as large', async (t) => {
    const browser = await launchBrowser(t, ['--blink-settings=defaultFontSize=32'])
    const { app, address } = await serveInDevelopment(t)
    const look = { look: lookEnlarged, inAllStates: false, noticed: ['wider than 640 px'] }
    await pagesAreForEverybody(t, browser, app, address, look)
  })
  await t.test('load without moving', async (t) =>
    pagesLoadStill(t, browser, (await serveInDevelopment(t)).address)
  )
  await t.test('and a button without effect would be noticed', async (t) => {
    const page = await browser.newPage()
    await page.setContent('<button>Win</button>')
    t.same(await lookWithoutScripts(page), ['without effect: <button>Win</button>'])
    await page.close()
  })
  await t.test('describe their routes', async (t) =>
    apiPageWorks(t, browser, (await serveInDevelopment(t)).address)
  )
})
