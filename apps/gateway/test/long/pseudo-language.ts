import { test } from 'tap'
import { launchBrowser, skip } from '../fixtures/browser.js'
import { hardCodedFinder } from '../fixtures/in-browser/find-hard-coded.js'
import { readIn } from '../fixtures/in-browser/in-language.js'
import { serveInDevelopment } from '../fixtures/in-browser/serve.js'
import { ERRORS, PAGES } from '../fixtures/in-browser/visits.js'
import { ignoreRefresh } from '../fixtures/in-browser/ways.js'

test('every page in the pseudo-language', { skip }, async (t) => {
  const { app, address } = await serveInDevelopment(t, ['en', 'zh-Hans', 'en-XA'])
  const browser = await launchBrowser(t)
  const page = await (await browser.newContext({ reducedMotion: 'reduce' })).newPage()
  await page.setViewportSize({ width: 320, height: 640 })
  await ignoreRefresh(page)
  const show = readIn(page, 'en-XA', '/en-xa')
  const findHardCoded = hardCodedFinder(app, SAID)

  for (const [url, visits] of Object.entries({ ...PAGES, 'where something went wrong': ERRORS })) {
    // What only developers see is in English.
    if (url.startsWith('/dev/')) continue
    await t.test(url, async (t) => {
      for (const [state, visit] of Object.entries(visits)) {
        await page.context().clearCookies()
        await visit(page, address, app)
        await show()
        t.equal(await page.locator('html').getAttribute('lang'), 'en-XA', state)
        t.same(await findHardCoded(page), [], `${state}: text that no message has`)
        t.notOk(await page.evaluate('document.documentElement.scrollWidth > 320'), `${state}: 320 px wide`)
      }
    })
  }

  await t.test('and text that is in no message would be noticed', async (t) => {
    await page.goto(`${address}/en-xa/users/login`)
    await page.evaluate(`document.querySelector('main').append('Plums are ripe')
      document.querySelector('main input').setAttribute('aria-label', 'Your ripe plums')`)
    t.same(await findHardCoded(page), ['plums are ripe', 'your ripe plums'])
  })
})

/** Data that is in no row: the settings of the test's shop, what the visits type, and IBAN, which is so called everywhere. */
const SAID = [
  'Larder',
  'seller',
  'Imprint',
  'Post RR',
  'Scan to pay',
  'nobody-at-all',
  'nobody',
  'mine',
  'IBAN'
]
