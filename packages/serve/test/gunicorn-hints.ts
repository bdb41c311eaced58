import { test } from 'tap'
import { hintFor } from '../src/commands/gunicorn-hints.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'

const unknown = (option: string) => `error: unknown option '${option}'\n`
const ANY = { name: 'larder-serve', serves: 'an app' }
const SHOP = {
  name: 'gateway',
  serves: 'the shop',
  title: 'larder-gateway',
  app: 'file:///main.js',
  hints: { '--reload': 'Use: npm run dev' }
}

test('what people type who come from gunicorn gets a hint', async (t) => {
  for (const [option, hint] of [
    ['--reload', /node --watch node_modules\/\.bin\/larder-serve FILE/],
    ['--reload-engine=poll', /node --watch/],
    ['--preload', /each worker loads the code/i],
    ['--chdir', /cd FOLDER && npx larder-serve FILE/],
    ['-k', /asynchronous/],
    ['-kgevent', /asynchronous/],
    ['--worker-class', /asynchronous/],
    ['--capture-output', /--error-logfile/],
    ['--threads=4', /--workers/],
    ['--worker-connections', /--workers/],
    ['-n', /called larder-serve/],
    ['--log-file', /--error-logfile/],
    ['--backlog', /somaxconn/],
    ['-e', /NAME=VALUE larder-serve FILE/],
    ['--check-config', /larder-serve check/],
    ['--certfile', /nginx/],
    ['--keyfile', /nginx/],
    ['-v', /larder-serve --version/]
  ] as const) {
    t.match(hintFor(unknown(option), [], ANY), hint, option)
  }
  t.throws(() => readSettings(NO_SETTINGS, { flags: { config: 'gunicorn.conf.py' }, env: {} }), {
    message: /gunicorn\.conf\.py is Python, and is not run\. Write its settings as JSON/
  })
})

test('a command with an app of its own has its own words', async (t) => {
  for (const [option, hint] of [
    ['--reload', /npm run dev/],
    ['--check-config', /gateway check/],
    ['-n', /called larder-gateway/],
    ['-e', /NAME=VALUE gateway start/]
  ] as const) {
    t.match(hintFor(unknown(option), [], SHOP), hint, option)
  }
  const tooMany = "error: too many arguments for 'start'. Expected 0 arguments but got 1."
  t.match(
    hintFor(tooMany, ['start', '-w', '4', 'main:app'], SHOP),
    /The shop is the one app that there is: leave out main:app/
  )
})

test('what nobody types there gets none', async (t) => {
  for (const option of ['--bnid', '-x', '--constructor'])
    t.equal(hintFor(unknown(option), [], ANY), undefined)
  t.equal(hintFor("error: too many arguments for 'start'", ['start', 'shop'], SHOP), undefined)
  t.equal(hintFor("error: unknown command 'stat'", ['stat', 'main:app'], SHOP), undefined)
})
