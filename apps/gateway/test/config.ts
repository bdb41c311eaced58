import { test } from 'tap'
import { runGateway } from './fixtures/gateway-process.js'

const WRONG = [
  { env: { LARDER_BIND: 'nowhere' }, says: /LARDER_BIND.*HOST:PORT, :PORT or unix:PATH/ },
  { env: { LARDER_BIND: '127.0.0.1:70000' }, says: /LARDER_BIND.*HOST:PORT/ },
  { env: { DATABASE_URL: 'mysql://root:s3cret@localhost/shop' }, says: /DATABASE_URL.*postgresql:\/\// },
  { env: { DATABASE_URL: 'not a url s3cret' }, says: /DATABASE_URL.*postgresql:\/\// },
  { env: { LARDER_PUBLIC_URL: 'shop.example' }, says: /LARDER_PUBLIC_URL.*https:\/\/HOST/ },
  { env: { LARDER_FORWARDED_ALLOW_IPS: 'everybody' }, says: /LARDER_FORWARDED_ALLOW_IPS.*IP addresses/ },
  { env: { LARDER_POOL_SIZE: '0' }, says: /LARDER_POOL_SIZE.*whole number from 1 to 1000/ },
  { env: { LARDER_POOL_SIZE: '1e3' }, says: /LARDER_POOL_SIZE.*whole number/ },
  { env: { LARDER_BODY_LIMIT: '12' }, says: /LARDER_BODY_LIMIT.*whole number/ },
  { env: { LARDER_FORWARDED_ALLOW_IPS: '10.0.0.0/99' }, says: /LARDER_FORWARDED_ALLOW_IPS.*IP addresses/ },
  { env: { LARDER_DEVELOPMENT: 'perhaps' }, says: /LARDER_DEVELOPMENT.*on or off/ },
  { env: { LARDER_LOG_LEVEL: 'loud' }, says: /LARDER_LOG_LEVEL.*fatal, error, warn/ },
  { args: ['--bnid', ':80'], says: /unknown option '--bnid'/ },
  { args: ['shop'], says: /too many arguments/ }
]

test('a setting that is wrong', async (t) => {
  for (const { args = [], env = {}, says } of WRONG) {
    t.test(`${[...args, JSON.stringify(env)].join(' ')} is refused in words`, async (t) => {
      const gateway = runGateway(t, ['start', ...args], env)
      t.not(await gateway.exit, 0)
      t.match(gateway.output(), says)
      t.notMatch(gateway.output(), /s3cret|\n {4}at /, 'no password and no stack trace')
    })
  }
})

test('gateway', async (t) => {
  t.test('--help names the verbs', async (t) => {
    const gateway = runGateway(t, ['--help'])
    t.equal(await gateway.exit, 0)
    t.match(gateway.output(), /start .*Serve the shop/)
  })

  t.test('start --help names each setting and its variable', async (t) => {
    const gateway = runGateway(t, ['start', '--help'])
    t.equal(await gateway.exit, 0)
    for (const name of ['--bind', 'LARDER_BIND', 'DATABASE_URL', '--log-level']) {
      t.match(gateway.output(), name)
    }
  })

  t.test('--version is a version', async (t) => {
    const gateway = runGateway(t, ['--version'])
    t.equal(await gateway.exit, 0)
    t.match(gateway.output(), /^\d+\.\d+\.\d+\n$/)
  })

  t.test('an unknown verb is refused', async (t) => {
    const gateway = runGateway(t, ['stat'])
    t.not(await gateway.exit, 0)
    t.match(gateway.output(), /unknown command 'stat'/)
  })
})
