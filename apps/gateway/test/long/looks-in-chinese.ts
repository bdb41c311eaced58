import { test } from 'tap'
import { launchBrowser, skip } from '../fixtures/browser.js'
import { lookBy, lookInTheDark, lookOnPhone } from '../fixtures/in-browser/flaws.js'
import { pagesAreForEverybody } from '../fixtures/in-browser/pages.js'
import { serveInDevelopment } from '../fixtures/in-browser/serve.js'

test('the pages of the shop in Chinese, on a phone by day and night', { skip }, async (t) => {
  const { app, address } = await serveInDevelopment(t)
  await pagesAreForEverybody(t, await launchBrowser(t), app, address, {
    look: lookBy(lookOnPhone, lookInTheDark),
    inAllStates: true,
    noticed: ['label', 'color-contrast', 'wider', 'faint edge', 'lost focus', 'in the dark, color-contrast'],
    language: { tag: 'zh-Hans', prefix: '/zh' }
  })
})
