import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Given } from '@larder/serve'
import { test } from 'tap'
import { warningsOfPayment } from '../src/settings/payment-settings.js'
import { readConfig } from '../src/settings/read-config.js'
import { runGateway } from './fixtures/gateway-process.js'

const WRONG: { flags?: Given['flags']; env?: Record<string, string>; says: RegExp }[] = [
  { env: { DATABASE_URL: 'oracle://root:s3cret@localhost/shop' }, says: /DATABASE_URL.*postgresql:\/\// },
  { env: { DATABASE_URL: 'not a url s3cret' }, says: /DATABASE_URL.*postgresql:\/\// },
  { env: { MAIL_URL: 'imap://anna:s3cret@mail.example' }, says: /MAIL_URL.*smtp:\/\// },
  { env: { MAIL_URL: 'smtp://anna:s3cret@mail.example' }, says: /MAIL_FROM is not.*Shop <shop@/ },
  { env: { MAIL_URL: 'file:%zz' }, says: /MAIL_URL.*%25/ },
  ...['smtp://HOST:99999', 'smtp://anna:s3%cret@HOST', 'smtp://HOST?speed=1', 'smtp://HOST?rateLimit=x'].map(
    (url) => ({
      env: { MAIL_URL: url, MAIL_FROM: 'shop@larder.example' },
      says: /MAIL_URL is wrong\..*smtp:\/\/USER/
    })
  ),
  { env: { MAIL_FROM: 'the shop' }, says: /MAIL_FROM.*Shop <shop@/ },
  { env: { MAIL_FROM: 'a shop@larder.example' }, says: /MAIL_FROM.*Shop <shop@/ },
  { env: { MAIL_DKIM_KEY: '/nowhere', MAIL_FROM: 'shop@larder.example' }, says: /MAIL_DKIM_KEY.*ENOENT/ },
  {
    env: { MAIL_DKIM_KEY: import.meta.filename, MAIL_FROM: 'shop@larder.example' },
    says: /MAIL_DKIM_KEY.*RSA/
  },
  { env: { MAIL_DKIM_SELECTOR: 'my key' }, says: /MAIL_DKIM_SELECTOR.*like larder/ },
  { env: { LARDER_PUBLIC_URL: 'shop.example' }, says: /LARDER_PUBLIC_URL.*https:\/\/HOST/ },
  { env: { LARDER_CURRENCY: 'E1R' }, says: /LARDER_CURRENCY is 'E1R'.*ISO 4217, like EUR/ },
  { env: { LARDER_TIME_ZONE: 'Europe/Nowhere' }, says: /LARDER_TIME_ZONE.*like Europe\/Berlin/ },
  { env: { LARDER_SELLER_NAME: ' ' }, says: /LARDER_SELLER_NAME.*1 to 200 characters/ },
  { env: { LARDER_TERMS_URL: '/terms' }, says: /LARDER_TERMS_URL.*like https:\/\/shop/ },
  { env: { LARDER_ORDER_PREFIX: 'ORDER 1/' }, says: /LARDER_ORDER_PREFIX.*like L-/ },
  { env: { LARDER_SECRET_KEY: 's3cret' }, says: /LARDER_SECRET_KEY is wrong\..*32 random bytes in base64/ },
  { env: { STRIPE_SECRET_KEY: 'pk_live_s3cret' }, says: /STRIPE_SECRET_KEY is wrong\..*pk_/ },
  { env: { STRIPE_WEBHOOK_SECRET: 'sk_live_s3cret' }, says: /STRIPE_WEBHOOK_SECRET is wrong\..*whsec_/ },
  { env: { STRIPE_SECRET_KEY: 'sk_live_s3cret' }, says: /STRIPE_WEBHOOK_SECRET is not\..*both/ },
  { env: { STRIPE_WEBHOOK_SECRET: 'whsec_s3cret' }, says: /STRIPE_SECRET_KEY is not\..*both/ },
  { env: { STRIPE_API_URL: 'https://api.stripe.example' }, says: /STRIPE_API_URL.*127\.0\.0\.1/ },
  { env: { LARDER_IBAN: 'DE88370400440532013000' }, says: /LARDER_IBAN.*check digits/ },
  { env: { LARDER_BIC: 'COBA' }, says: /LARDER_BIC.*8 or 11/ },
  { env: { LARDER_ACCOUNT_OWNER: 'L'.repeat(71) }, says: /LARDER_ACCOUNT_OWNER.*1 to 70/ },
  { env: { LARDER_COUNTRY: 'Germany' }, says: /LARDER_COUNTRY.*ISO 3166-1, like DE/ },
  { env: { LARDER_TAX_COUNTRY: 'DE' }, says: /LARDER_TAX_COUNTRY.*seller or destination/ },
  { flags: { currency: 'XXX' }, says: /--currency.*ISO 4217/ },
  { env: { LARDER_POOL_SIZE: '1e3' }, says: /LARDER_POOL_SIZE.*whole number from 1 to 1000/ },
  { env: { LARDER_DEVELOPMENT: 'perhaps' }, says: /LARDER_DEVELOPMENT.*on or off/ }
]

const NAME_EACH_MODULE = `import { writeSync } from 'node:fs'
  export async function load(url, context, next) {
    writeSync(1, url + '\\n')
    return next(url, context)
  }`

test('a shop in which orders cannot be paid, or some, says so', (t) => {
  const warningsOf = (env: Record<string, string>) => warningsOfPayment(readConfig({ flags: {}, env }).config)
  t.match(warningsOf({}), [/not those that go by post: set LARDER_IBAN/])
  t.match(warningsOf({ LARDER_PAY_ON_DELIVERY: 'none' }), [/^No order can be paid/])
  t.same(warningsOf({ LARDER_IBAN: 'DE89370400440532013000' }), [])
  t.end()
})

test('the master, which reads the settings, loads neither Fastify nor a database nor schemas', async (t) => {
  const script = `import { register } from 'node:module'
    register('data:text/javascript;base64,${Buffer.from(NAME_EACH_MODULE).toString('base64')}')
    await import('${new URL('../dist/main.js', import.meta.url).href}')`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  t.match(stdout, '/nodemailer/')
  t.notMatch(stdout, /\/(fastify|pg|@prisma|typebox)\//)
})

test('an embedded database is left empty by the seed none', (t) => {
  const seedOf = (LARDER_SEED: string) => readConfig({ flags: {}, env: { LARDER_SEED } }).config.seed
  t.equal(seedOf('none'), '')
  t.equal(seedOf('seed.mjs'), 'seed.mjs')
  t.end()
})

test('a setting that is wrong', async (t) => {
  for (const { flags = {}, env = {}, says } of WRONG) {
    t.test(`${JSON.stringify({ ...flags, ...env })} is refused in words`, async (t) => {
      const error = t.throws(() => readConfig({ flags, env }), { message: says })
      t.notMatch(String(error), /s3cret/, 'no password')
    })
  }
})

test('gateway', async (t) => {
  t.test('start refuses all that is wrong at once, a line each', async (t) => {
    const gateway = runGateway(t, ['start', '-w', 'many'], {
      LARDER_BIND: 'nowhere',
      DATABASE_URL: 'mysql://'
    })
    t.equal(await gateway.exit, 2)
    const lines = gateway.output().trim().split('\n')
    t.match(lines, [/^gateway: LARDER_BIND/, /^gateway: --workers/, /^gateway: DATABASE_URL/])
    t.equal(lines.length, 3)
  })

  for (const [args, says] of [
    [['start', '--bnid', ':80'], /unknown option '--bnid'/],
    [['start', 'shop'], /too many arguments/],
    [['stat'], /unknown command 'stat'/],
    [['status'], /--pid <file>' not specified/],
    [['scale', '0', '--pid', 'none'], /whole number from 1 to 512/],
    [['tasks', 'retry', '7', '99999999999'], /Write the numbers that "gateway tasks list" shows/]
  ] as const) {
    t.test(`${args.join(' ')} is refused`, async (t) => {
      const gateway = runGateway(t, [...args])
      t.equal(await gateway.exit, 2)
      t.match(gateway.output(), says)
    })
  }

  t.test('start --print-config says where each setting comes from', async (t) => {
    const gateway = runGateway(t, ['start', '--print-config', '-b', ':1', '-b', ':2'], {
      LARDER_WORKERS: '2',
      STRIPE_SECRET_KEY: 'sk_test_s3cret',
      STRIPE_WEBHOOK_SECRET: 'whsec_s3cret'
    })
    t.equal(await gateway.exit, 0)
    t.match(gateway.output(), /^STRIPE_SECRET_KEY +\*\*\* +STRIPE_SECRET_KEY$/m)
    t.notMatch(gateway.output(), /s3cret/)
    t.match(gateway.output(), /^bind +:1,:2 +--bind$/m)
    t.match(gateway.output(), /^workers +2 +LARDER_WORKERS$/m)
    t.match(gateway.output(), /^timeout +30 +default$/m)
  })

  t.test('check says all that is wrong, also what only the shop knows', async (t) => {
    const args = [
      'check',
      '--only',
      'goods,gods',
      '--access-logfile',
      'package.json/log',
      '--pid',
      '/nowhere/pid'
    ]
    const gateway = runGateway(t, args)
    t.equal(await gateway.exit, 2)
    for (const says of [/package\.json\/log cannot be made/, /\/nowhere\/pid cannot be made/, /gods/]) {
      t.match(gateway.output(), says)
    }
  })

  t.test('check is content with the defaults', async (t) => {
    const gateway = runGateway(t, ['check'])
    t.equal(await gateway.exit, 0, gateway.output())
  })

  t.test('--help names the verbs', async (t) => {
    const gateway = runGateway(t, ['--help'])
    t.equal(await gateway.exit, 0)
    for (const verb of [/start .*Serve the shop/, /reload /, /status /, /scale /, /check /]) {
      t.match(gateway.output(), verb)
    }
  })

  t.test('start --help names each setting and its variable', async (t) => {
    const gateway = runGateway(t, ['start', '--help'])
    t.equal(await gateway.exit, 0)
    for (const name of ['--bind', 'LARDER_BIND', 'DATABASE_URL', '--log-level', '--max-requests-jitter']) {
      t.match(gateway.output(), name)
    }
  })

  t.test('--version is a version', async (t) => {
    const gateway = runGateway(t, ['--version'])
    t.equal(await gateway.exit, 0)
    t.match(gateway.output(), /^\d+\.\d+\.\d+\n$/)
  })
})
