import { type TestApp, testApp } from '@larder/testing'
import type { FastifyError, FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { test } from 'tap'
import session, { flash, SESSION_ERR_NO_USER, takeFlashes } from '../src/index.js'
import visitors from './fixtures/visitors.js'

const ANNA = { id: 1, name: 'Anna', role: 'customer' }
const errorPage = fp(showErrors)

test('a session that cannot be saved', async (t) => {
  const cases: [what: string, fail?: () => void][] = [
    ['of a handler that did its work'],
    [
      'of a handler that refused',
      () => {
        throw new SESSION_ERR_NO_USER()
      }
    ],
    [
      'of a handler that failed',
      () => {
        throw new Error('secret')
      }
    ]
  ]
  for (const [what, fail] of cases) {
    await t.test(`${what} is answered by the app’s error page alone`, async (t) => {
      const app = await testApp(t, session, async (app: FastifyInstance) => {
        app.setErrorHandler((_error, _request, reply) => reply.code(500).send('The app’s own page.'))
        app.get('/flash', async (request) => {
          flash(request, 'kept')
          await app.db.$executeRaw`ALTER TABLE sessions RENAME TO gone`
          fail?.()
          return ''
        })
      })
      const { body, headers, statusCode } = await app.inject('/flash')
      t.equal(statusCode, 500)
      t.equal(body, 'The app’s own page.')
      t.equal(headers['set-cookie'], undefined)
    })
  }
})

test('a request that fails', async (t) => {
  const app = await testApp(t, session, errorPage, visitors, async (app: FastifyInstance) => {
    app.get('/fail', async (request) => {
      request.session.user = { id: 2, name: 'Ben', role: 'customer' }
      flash(request, 'too soon')
      throw new Error('secret')
    })
    app.get('/refuse', async (request) => {
      flash(request, 'too soon')
      throw new SESSION_ERR_NO_USER()
    })
  })

  await t.test('changes nothing in the session, and its page knows the visitor', async (t) => {
    const cookie = await signedIn(app)
    const ask = (url: string) => app.inject({ url, headers: { cookie } })
    t.equal((await ask('/refuse')).body, 'The app’s own page, for Anna, flashes: ')
    await ask('/fail')
    t.same((await ask('/')).json(), { user: ANNA })
    t.same((await ask('/flashes')).json(), ['kept'], 'a flash waits for a page that is none of errors')
  })

  await t.test('begins no session', async (t) => {
    const before = await app.db.session.count()
    for (const url of ['/fail', '/refuse']) {
      t.equal((await app.inject(url)).headers['set-cookie'], undefined)
    }
    t.equal(await app.db.session.count(), before)
  })
})

async function showErrors(app: FastifyInstance) {
  app.setErrorHandler((error: FastifyError, request, reply) =>
    reply
      .code(error.statusCode ?? 500)
      .send(`The app’s own page, for ${request.user?.name}, flashes: ${takeFlashes(request)}`)
  )
}

async function signedIn(app: TestApp): Promise<string> {
  const { cookies } = await app.inject({ method: 'POST', url: '/sign-in', payload: ANNA })
  const cookie = `session=${cookies[0]?.value}`
  await app.inject({ method: 'POST', url: '/flash', payload: { text: 'kept' }, headers: { cookie } })
  return cookie
}
