import { SUFFERING } from '@larder/load/faults'
import { sufferAll } from '@larder/load/process-model'
import { test } from 'tap'
import { holdRequest } from '../fixtures/clients.js'
import { fixture, runServe, serveApp } from '../fixtures/served-app.js'

test('an app without a database', (t) =>
  sufferAll(t, {
    serve: (t, env) => serveApp(t, SUFFERING.args, env),
    serveAgain(t, { pidFile, env }, bind) {
      const args = ['-w', '1', '-b', bind, '--pid', pidFile, fixture('app.mjs')]
      return runServe(t, args, { env }).listening
    },
    holdRequest,
    answer: '{"held":true}'
  }))
