import { test } from 'tap'
import { hintFor } from '../src/commands/gunicorn-hints.js'
import { readConfig } from '../src/settings/config.js'

const unknown = (option: string) => `error: unknown option '${option}'\n`

test('what people type who come from gunicorn gets a hint', async (t) => {
  for (const [option, hint] of [
    ['--reload', /npm run dev/],
    ['--reload-engine=poll', /npm run dev/],
    ['--preload', /each worker loads the code/i],
    ['--chdir', /cd FOLDER/],
    ['-k', /asynchronous/],
    ['-kgevent', /asynchronous/],
    ['--worker-class', /asynchronous/],
    ['--capture-output', /--error-logfile/],
    ['--threads=4', /--workers/],
    ['--worker-connections', /--workers/],
    ['-n', /larder-gateway/],
    ['--log-file', /--error-logfile/],
    ['--backlog', /somaxconn/],
    ['-e', /NAME=VALUE gateway start/],
    ['--check-config', /gateway check/],
    ['--certfile', /nginx/],
    ['--keyfile', /nginx/],
    ['-v', /gateway --version/]
  ] as const) {
    t.match(hintFor(unknown(option), []), hint, option)
  }
  const tooMany = "error: too many arguments for 'start'. Expected 0 arguments but got 1."
  t.match(hintFor(tooMany, ['start', '-w', '4', 'main:app']), /leave out main:app/)
  t.throws(() => readConfig({ flags: { config: 'gunicorn.conf.py' }, env: {} }), {
    message: /gunicorn\.conf\.py is Python, and is not run\. Write its settings as JSON/
  })
})

test('what nobody types there gets none', async (t) => {
  for (const option of ['--bnid', '-x', '--constructor']) t.equal(hintFor(unknown(option), []), undefined)
  t.equal(hintFor("error: too many arguments for 'start'", ['start', 'shop']), undefined)
  t.equal(hintFor("error: unknown command 'stat'", ['stat', 'main:app']), undefined)
})
