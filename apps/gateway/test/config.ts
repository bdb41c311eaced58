import { writeFileSync } from 'node:fs'
import { test } from 'tap'
import { type Given, readConfig } from '../src/settings/config.js'
import { runGateway } from './fixtures/gateway-process.js'

const WRONG: { flags?: Given['flags']; env?: Record<string, string>; says: RegExp }[] = [
  { env: { LARDER_BIND: 'nowhere' }, says: /LARDER_BIND.*HOST:PORT, :PORT or unix:PATH/ },
  { flags: { bind: '127.0.0.1:8000,127.0.0.1:70000' }, says: /--bind.*HOST:PORT/ },
  { flags: { bind: ':8000,:8000' }, says: /--bind.*each address once/ },
  { env: { DATABASE_URL: 'mysql://root:s3cret@localhost/shop' }, says: /DATABASE_URL.*postgresql:\/\// },
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
  { env: { LARDER_PUBLIC_URL: 'shop.example' }, says: /LARDER_PUBLIC_URL.*https:\/\/HOST/ },
  { env: { LARDER_CURRENCY: 'E1R' }, says: /LARDER_CURRENCY is 'E1R'.*ISO 4217, like EUR/ },
  { env: { LARDER_TIME_ZONE: 'Europe/Nowhere' }, says: /LARDER_TIME_ZONE.*like Europe\/Berlin/ },
  { flags: { currency: 'XXX' }, says: /--currency.*ISO 4217/ },
  { env: { LARDER_FORWARDED_ALLOW_IPS: 'everybody' }, says: /LARDER_FORWARDED_ALLOW_IPS.*IP addresses/ },
  { env: { LARDER_FORWARDED_ALLOW_IPS: '10.0.0.0/99' }, says: /LARDER_FORWARDED_ALLOW_IPS.*IP addresses/ },
  { flags: { realIpHeader: 'X-Real-IP:' }, says: /--real-ip-header.*name of a header/ },
  { flags: { secureSchemeHeader: '=https' }, says: /--secure-scheme-header.*NAME=VALUE/ },
  { flags: { secureSchemeHeader: 'X-Forwarded-Ssl=on;off' }, says: /--secure-scheme-header.*NAME=VALUE/ },
  { env: { LARDER_POOL_SIZE: '1e3' }, says: /LARDER_POOL_SIZE.*whole number from 1 to 1000/ },
  { env: { LARDER_BODY_LIMIT: '12' }, says: /LARDER_BODY_LIMIT.*whole number/ },
  { env: { LARDER_DEVELOPMENT: 'perhaps' }, says: /LARDER_DEVELOPMENT.*on or off/ },
  { env: { LARDER_LOG_LEVEL: 'loud' }, says: /LARDER_LOG_LEVEL.*fatal, error, warn/ },
  { flags: { workers: '0' }, says: /--workers is '0'\. Write a whole number from 1 to 512/ },
  { flags: { umask: '9' }, says: /--umask.*octal/ },
  { flags: { accessLogformat: '%(x)s' }, says: /--access-logformat.*%\(x\)s.*one of h l u/ },
  { flags: { user: 'nobody-of-this-name' }, says: /--user.*\/etc\/passwd/ },
  { flags: { accessLogfile: '' }, says: /--access-logfile.*name of a file/ },
  { flags: { config: '/nowhere/larder.json' }, says: /\/nowhere\/larder\.json cannot be read/ }
]

test('a setting that is wrong', async (t) => {
  for (const { flags = {}, env = {}, says } of WRONG) {
    t.test(`${JSON.stringify({ ...flags, ...env })} is refused in words`, async (t) => {
      const error = t.throws(() => readConfig({ flags, env }), { message: says })
      t.notMatch(String(error), /s3cret/, 'no password')
    })
  }
})

test('a setting is taken from the flag, else the variable, else the file, else the default', async (t) => {
  const config = `${t.testdir()}/larder.json`
  // Some editors write a byte order mark.
  writeFileSync(
    config,
    `\uFEFF${JSON.stringify({ workers: 3, timeout: 7, bind: [':5000', 'unix:/run/x'], daemon: true })}`
  )
  const reading = readConfig({
    flags: { config, workers: '5' },
    env: { LARDER_WORKERS: '4', LARDER_TIMEOUT: '6', LARDER_LOG_LEVEL: '' }
  })
  t.match(reading.config, { workers: 5, timeout: 6, daemon: true, logLevel: 'info', gracefulTimeout: 30 })
  t.same(reading.config.bind, [{ host: '0.0.0.0', port: 5000 }, { path: '/run/x' }])
  t.same(reading.texts.get('timeout'), { text: '6', origin: 'LARDER_TIMEOUT' })
  t.same(reading.texts.get('bind'), { text: ':5000,unix:/run/x', origin: `bind in ${config}` })
})

test('a configuration file with what is no setting is refused', async (t) => {
  const folder = t.testdir({ 'a.json': '{ "wrokers": 3 }', 'b.json': '[]', 'c.json': '{ "bind": {} }' })
  for (const [file, message] of [
    ['a.json', /a\.json has no setting of ours by the name of wrokers/],
    ['b.json', /b\.json is not a JSON object/],
    ['c.json', /c\.json .* for bind/]
  ] as const) {
    t.throws(() => readConfig({ flags: { config: `${folder}/${file}` }, env: {} }), { message })
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
    [['scale', '0', '--pid', 'none'], /whole number from 1 to 512/]
  ] as const) {
    t.test(`${args.join(' ')} is refused`, async (t) => {
      const gateway = runGateway(t, [...args])
      t.equal(await gateway.exit, 2)
      t.match(gateway.output(), says)
    })
  }

  t.test('start --print-config says where each setting comes from', async (t) => {
    const gateway = runGateway(t, ['start', '--print-config', '-b', ':1', '-b', ':2'], {
      LARDER_WORKERS: '2'
    })
    t.equal(await gateway.exit, 0)
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
