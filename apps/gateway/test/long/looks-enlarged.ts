import { test } from 'tap'
import { launchBrowser, skip } from '../fixtures/browser.js'
import { apiPageWorks } from '../fixtures/in-browser/api-page.js'
import { lookBy, lookEnlarged, lookWithoutScripts } from '../fixtures/in-browser/flaws.js'
import { pagesLoadStill } from '../fixtures/in-browser/loading.js'
import { pagesAreForEverybody } from '../fixtures/in-browser/pages.js'
import { serveInDevelopment } from '../fixtures/in-browser/serve.js'

test('the pages of the shop', { skip }, async (t) => {
  const browser = await launchBrowser(t)
  await t.test('enlarged, and without scripts', async (t) => {
    const { app, address } = await serveInDevelopment(t)
    const look = lookBy(lookEnlarged, lookWithoutScripts)
    const noticed = ['wider than 640 px']
    await pagesAreForEverybody(t, browser, app, address, { look, inAllStates: true, noticed })
  })
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
