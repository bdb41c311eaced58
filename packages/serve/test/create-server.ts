import { mock } from 'node:test'
import { test } from 'tap'
import { createServer } from '../src/server/create-server.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'

const { config } = readSettings(NO_SETTINGS, { flags: {}, env: {} })

test('an app may take its time to start: the master watches over it', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const app = createServer(config, { error: process.stderr, reopen() {}, close() {} })
  t.teardown(() => app.close())
  app.register(async () => {
    mock.timers.tick(60 * 60_000)
  })
  await app.ready()
})
