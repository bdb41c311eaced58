import { testApp } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import shop from '../src/app.js'
import { launchBrowser, skip } from './fixtures/browser.js'
import { apiPageWorks } from './fixtures/in-browser/api-page.js'
import { formsGainByScripts } from './fixtures/in-browser/forms.js'
import { pagesAreForEverybody } from './fixtures/in-browser/pages.js'
import { shopsWithoutScripts } from './fixtures/in-browser/shopping.js'
import { stockShelf } from './fixtures/shelf.js'

test('the shop in a browser', { skip }, async (t) => {
  const browser = await launchBrowser(t)
  const app = await testApp(t, shop, faulty)
  await stockShelf(app)
  const address = await app.listen({ port: 0 })

  await t.test('sells to a person without JavaScript', (t) => shopsWithoutScripts(t, browser, address))
  await t.test('has forms that gain by JavaScript', (t) => formsGainByScripts(t, browser, address))
  await t.test('has pages for everybody', (t) => pagesAreForEverybody(t, browser, app, address))
  await t.test('describes its routes to developers', (t) => apiPageWorks(t, browser))
})

async function faulty(app: FastifyInstance) {
  app.get('/faulty', async () => {
    throw new Error('an internal matter')
  })
}
