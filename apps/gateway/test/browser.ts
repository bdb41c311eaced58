import { testApp } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import shop from '../src/app.js'
import { launchBrowser, skip } from './fixtures/browser.js'
import { apiPageWorks } from './fixtures/in-browser/api-page.js'
import { formsGainByScripts } from './fixtures/in-browser/forms.js'
import { pagesAreForEverybody } from './fixtures/in-browser/pages.js'
import { shopsWithoutScripts } from './fixtures/in-browser/shopping.js'
import { MAIL } from './fixtures/in-browser/visits.js'
import { stockShelf } from './fixtures/shelf.js'

test('the shop in a browser', { skip }, async (t) => {
  const browser = await launchBrowser(t)

  await t.test('in production', async (t) => {
    const { address } = await serve(t, {})
    await t.test('sells to a person without JavaScript', (t) => shopsWithoutScripts(t, browser, address))
    await t.test('has forms that gain by JavaScript', (t) => formsGainByScripts(t, browser, address))
  })

  await t.test('in development', async (t) => {
    const mailbox = t.testdir({ [MAIL.file]: MAIL.content })
    const { app, address } = await serve(t, { development: true, mail: { url: `file:${mailbox}` } })
    // What is secret in a mail is gone once it is sent.
    await app.mail.drain(0)
    await t.test('has pages for everybody', (t) => pagesAreForEverybody(t, browser, app, address))
    await t.test('describes its routes', (t) => apiPageWorks(t, browser, address))
  })
})

async function serve(t: Test, options: object) {
  const app = await testApp(t, [shop, options], faulty)
  await stockShelf(app)
  return { app, address: await app.listen({ port: 0 }) }
}

async function faulty(app: FastifyInstance) {
  app.get('/faulty', async () => {
    throw new Error('an internal matter')
  })
}
