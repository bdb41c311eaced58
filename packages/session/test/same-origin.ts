import Fastify from 'fastify'
import { test } from 'tap'
import { refuseForeignOrigin } from '../src/same-origin.js'

const SAFE = ['GET', 'HEAD', 'OPTIONS'] as const
const UNSAFE = ['POST', 'PUT', 'PATCH', 'DELETE'] as const

const FOREIGN = {
  'from another site': { 'sec-fetch-site': 'cross-site' },
  'from a sibling domain': { 'sec-fetch-site': 'same-site', origin: 'https://other.shop.example' },
  'with an unknown Sec-Fetch-Site': { 'sec-fetch-site': 'same-originish' },
  'from another site that claims our Origin': {
    'sec-fetch-site': 'cross-site',
    origin: 'https://shop.example'
  },
  'with the Origin of another site': { origin: 'https://evil.example' },
  'with the Origin of a sibling domain': { origin: 'https://other.shop.example' },
  'with an Origin that begins like ours': { origin: 'https://shop.example.evil.example' },
  'with our Origin but another port': { origin: 'https://shop.example:8443' },
  'from a sandboxed frame or a file': { origin: 'null' },
  'with an Origin that is none': { origin: 'shop.example' }
}

const OURS = {
  'from the same origin': { 'sec-fetch-site': 'same-origin', origin: 'https://shop.example' },
  'that the user began': { 'sec-fetch-site': 'none' },
  'with our Origin': { origin: 'https://shop.example' },
  'with our Origin before TLS ends': { origin: 'http://shop.example' },
  'with our Origin where a proxy names the port': {
    origin: 'https://shop.example',
    host: 'shop.example:443'
  },
  'with our Origin on a port of its own': { origin: 'http://localhost:8000', host: 'localhost:8000' },
  'without either header, as programs do': {}
}

test('an unsafe request', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.addHook('onRequest', refuseForeignOrigin)
  app.all('/', async () => 'done')
  const ask = (method: (typeof SAFE | typeof UNSAFE)[number], headers: object) =>
    app.inject({ method, url: '/', headers: { host: 'shop.example', ...headers } })

  for (const [what, headers] of Object.entries(FOREIGN)) {
    await t.test(`${what} is refused`, async (t) => {
      for (const method of UNSAFE) {
        t.match((await ask(method, headers)).json(), { statusCode: 403, code: 'SESSION_ERR_FOREIGN_ORIGIN' })
      }
      for (const method of SAFE) t.equal((await ask(method, headers)).statusCode, 200, `${method} is safe`)
    })
  }

  for (const [what, headers] of Object.entries(OURS)) {
    await t.test(`${what} is accepted`, async (t) => {
      for (const method of UNSAFE) t.equal((await ask(method, headers)).body, 'done')
    })
  }
})
