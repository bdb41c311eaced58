import { writeFileSync } from 'node:fs'
import { test } from 'tap'
import { printConfig } from '../src/commands/check.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'
import type { SettingRows } from '../src/settings/setting-rows.js'

const WRONG: { flags?: Record<string, string>; env?: Record<string, string>; says: RegExp }[] = [
  { env: { LARDER_BIND: 'nowhere' }, says: /LARDER_BIND.*HOST:PORT, :PORT or unix:PATH/ },
  { flags: { bind: '127.0.0.1:8000,127.0.0.1:70000' }, says: /--bind.*HOST:PORT/ },
  { flags: { bind: ':8000,:8000' }, says: /--bind.*each address once/ },
  { env: { LARDER_FORWARDED_ALLOW_IPS: 'everybody' }, says: /LARDER_FORWARDED_ALLOW_IPS.*IP addresses/ },
  { env: { LARDER_FORWARDED_ALLOW_IPS: '10.0.0.0/99' }, says: /LARDER_FORWARDED_ALLOW_IPS.*IP addresses/ },
  { flags: { realIpHeader: 'X-Real-IP:' }, says: /--real-ip-header.*name of a header/ },
  { flags: { secureSchemeHeader: '=https' }, says: /--secure-scheme-header.*NAME=VALUE/ },
  { flags: { secureSchemeHeader: 'X-Forwarded-Ssl=on;off' }, says: /--secure-scheme-header.*NAME=VALUE/ },
  { env: { LARDER_BODY_LIMIT: '12' }, says: /LARDER_BODY_LIMIT.*whole number/ },
  { env: { LARDER_DAEMON: 'perhaps' }, says: /LARDER_DAEMON.*on or off/ },
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
      t.throws(() => readSettings(NO_SETTINGS, { flags, env }), { message: says })
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
  const reading = readSettings(NO_SETTINGS, {
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
    t.throws(() => readSettings(NO_SETTINGS, { flags: { config: `${folder}/${file}` }, env: {} }), {
      message
    })
  }
})

test('the settings of an app', async (t) => {
  const color = { flags: '--color <name>', env: 'APP_COLOR', about: 'of its pages', parse: String }
  const token = { env: 'APP_TOKEN', about: 'of its bank', secret: true, parse: refuse }
  const size = {
    flags: '--size <number>',
    env: 'APP_SIZE',
    about: 'of its pages',
    default: '3',
    parse: Number
  }

  t.test('are read as those of every app, and typed by their rows', async (t) => {
    const { config } = readSettings({ rows: { color, size } }, { flags: {}, env: { APP_COLOR: 'red' } })
    const typed: { color?: string; size: number; workers: number } = config
    t.match(typed, { color: 'red', size: 3 })
  })

  t.test('without flags have no other place than the environment, and are shown to nobody', async (t) => {
    const settings = { rows: { token: { ...token, parse: String } } }
    const given = { flags: { token: 'no' }, env: { APP_TOKEN: 's3cret' } }
    t.same(readSettings(settings, given).texts.get('token'), { text: 's3cret', origin: 'APP_TOKEN' })
    const printed = t.capture(console, 'log', () => {})
    printConfig(settings, given)
    t.match(String(printed()[0]?.args[0]), /^APP_TOKEN +\*{3} +APP_TOKEN$/m)
    const error = t.throws(() => readSettings({ rows: { token } }, given), {
      message: 'APP_TOKEN is wrong. Write another.'
    })
    t.notMatch(String(error), /s3cret/)
  })

  t.test('are refused together, each with what is wrong with several of them', async (t) => {
    const problems = ({ color, size }: { color?: string; size?: number }) =>
      color && !size ? ['A color needs a size.'] : []
    t.throws(
      () =>
        readSettings(
          { rows: { color, size }, problems },
          { flags: { size: '0' }, env: { APP_COLOR: 'red', LARDER_BIND: 'x' } }
        ),
      { code: 'SERVE_ERR_SETTINGS', message: /^LARDER_BIND.*\nA color needs a size\.$/ }
    )
  })

  t.test('have no name that there is already', async (t) => {
    const taken: SettingRows[] = [
      { workers: color },
      { color: { ...color, env: 'LARDER_WORKERS' } },
      { color: { ...color, flags: '-w, --color <name>' } },
      { color, colour: color }
    ]
    for (const rows of taken) {
      t.throws(() => readSettings({ rows }, { flags: {}, env: {} }), { code: 'SERVE_ERR_SETTING_TWICE' })
    }
  })
})

function refuse(): never {
  throw new Error('Write another.')
}

test('larder.json of the working directory is read without being named', (t) => {
  const before = process.cwd()
  const folder = t.testdir({ 'larder.json': '{ "workers": 7 }', 'other.json': '{ "workers": 2 }' })
  t.teardown(() => process.chdir(before))
  process.chdir(folder)
  t.match(readSettings(NO_SETTINGS, { flags: {}, env: {} }).config, { workers: 7 })
  t.match(readSettings(NO_SETTINGS, { flags: { config: 'other.json' }, env: {} }).config, { workers: 2 })
  t.end()
})
