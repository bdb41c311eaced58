import { type TestApp, testApp } from '@larder/testing'
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
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

test('after a failure the session can still be', async (t) => {
  const work: Record<string, (request: FastifyRequest) => Promise<void>> = {
    destroyed: ({ session }) => session.destroy(),
    regenerated: ({ session }) => session.regenerate(['user']),
    saved: ({ session }) => session.save(),
    reloaded: ({ session }) => session.reload()
  }
  const app = await testApp(t, session, errorPage, visitors, async (app: FastifyInstance) => {
    app.addHook('onError', async (request) => {
      const { action } = request.query as { action?: string }
      if (action) await work[action]?.(request)
    })
    app.get('/fail', async () => {
      throw new SESSION_ERR_NO_USER()
    })
  })
  for (const [action, user] of [
    ['destroyed', null],
    ['regenerated', ANNA],
    ['saved', ANNA],
    ['reloaded', ANNA]
  ] as const) {
    await t.test(action, async (t) => {
      const cookie = await signedIn(app)
      const failed = await app.inject({ url: `/fail?action=${action}`, headers: { cookie } })
      t.equal(failed.statusCode, 401)
      const renewed = failed.cookies[0] ? `session=${failed.cookies[0].value}` : cookie
      t.same((await app.inject({ url: '/', headers: { cookie: renewed } })).json(), { user })
    })
  }

  await t.test('asked about, where it could not be read', async (t) => {
    const cookie = await signedIn(app)
    await app.db.$executeRaw`ALTER TABLE sessions RENAME TO gone`
    const failed = await app.inject({ url: '/fail', headers: { cookie } })
    t.equal(failed.statusCode, 500)
    t.equal(failed.body, 'The app’s own page, for undefined, flashes: ')
    t.equal(failed.headers['set-cookie'], undefined, 'and the visitor keeps it')
    await app.db.$executeRaw`ALTER TABLE gone RENAME TO sessions`
    t.same((await app.inject({ url: '/', headers: { cookie } })).json(), { user: ANNA })
  })

  await t.test('asked about, where it was not looked for yet', async (t) => {
    const cookie = await signedIn(app)
    const headers = { cookie, origin: 'https://evil.example' }
    const refused = await app.inject({ method: 'POST', url: '/sign-out', headers })
    t.equal(refused.body, 'The app’s own page, for undefined, flashes: ')
    t.equal(refused.headers['set-cookie'], undefined)
  })
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
