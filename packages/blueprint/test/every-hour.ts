import { once } from 'node:events'
import { mock } from 'node:test'
import Fastify from 'fastify'
import { test } from 'tap'
import { everyHour } from '../src/index.js'

const MINUTE = 60 * 1000
const HOUR = 60 * MINUTE

test('housekeeping runs every hour, also after a failure, until the app closes', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const logged: string[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => logged.push(line) } } })
  let runs = 0
  everyHour(
    app,
    async () => {
      runs += 1
      if (runs === 2) throw new Error('no database')
    },
    'Nothing was deleted.'
  )

  mock.timers.tick(HOUR)
  t.equal(runs, 1, 'within the first hour')
  mock.timers.tick(HOUR)
  await Promise.resolve()
  t.match(logged, [/Nothing was deleted\./])
  mock.timers.tick(HOUR)
  t.equal(runs, 3)

  await app.close()
  mock.timers.tick(2 * HOUR)
  t.equal(runs, 3)
})

test('an app that closes tells the run of this hour, and waits for it', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const app = Fastify()
  const seen: string[] = []
  everyHour(
    app,
    async (signal) => {
      await once(signal, 'abort')
      seen.push('the end of the run')
    },
    'Nothing was deleted.'
  )
  mock.timers.tick(HOUR)
  await app.close()
  seen.push('the end of the app')
  t.same(seen, ['the end of the run', 'the end of the app'])
})

test('the first ten minutes of an app are left to its start', async (t) => {
  mock.timers.enable({ apis: ['setTimeout'] })
  const random = mock.method(Math, 'random', () => 0)
  t.teardown(() => {
    mock.timers.reset()
    random.mock.restore()
  })
  const app = Fastify()
  let runs = 0
  const work = async () => {
    runs += 1
  }
  everyHour(app, work, 'Nothing was deleted.')

  mock.timers.tick(10 * MINUTE - 1)
  t.equal(runs, 0)
  mock.timers.tick(1)
  t.equal(runs, 1)
  await app.close()
})
