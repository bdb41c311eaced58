import { setTimeout as delay } from 'node:timers/promises'
import Fastify from 'fastify'
import { test } from 'tap'
import { type SharedWork, WorkLoop } from '../src/work-loop.js'

type Item = { id: number }

const TIMES = { poll: 1, lease: 4, attempt: 60_000, closeTimeout: 20 }

test('a loop that closes', async (t) => {
  // Its own timers do not keep a process alive.
  const alive = setInterval(() => {}, 1_000)
  t.teardown(() => clearInterval(alive))
  await t.test('begins nothing that it was given too late, and gives it back', async (t) => {
    const claim = promised<Item[]>()
    const looked = promised<void>()
    const attempted: number[] = []
    const settled: [number, string][] = []
    const loop = loopOf({
      claim() {
        looked.resolve()
        return claim.promise
      },
      attempt: async ({ id }) => {
        attempted.push(id)
        return 'done'
      },
      settle: async ({ id }, outcome) => void settled.push([id, outcome])
    })
    loop.start()
    await looked.promise
    const closed = loop.close()
    // After the loop's own timer of the same length.
    await delay(TIMES.closeTimeout)
    claim.resolve([{ id: 7 }])
    await closed
    t.same(attempted, [])
    t.same(settled, [[7, 'The process is ending.']])
  })

  await t.test('waits until the leases are renewed', async (t) => {
    const renewed = promised<void>()
    const asked = promised<void>()
    const loop = loopOf({
      keepLeases() {
        asked.resolve()
        return renewed.promise
      }
    })
    loop.start()
    await asked.promise
    let isClosed = false
    const closed = loop.close().then(() => {
      isClosed = true
    })
    await delay(TIMES.closeTimeout)
    t.notOk(isClosed)
    renewed.resolve()
    await closed
  })
})

/** A loop over a table in which nothing is due, but for what is given. */
function loopOf(work: Partial<SharedWork<Item, string>>): WorkLoop<Item, string> {
  const nothing: SharedWork<Item, string> = {
    name: 'queue of the test',
    capacity: () => 1,
    claim: async () => [],
    keepLeases: async () => {},
    attempt: async () => 'done',
    judge: (_item, error) => String(error instanceof Error ? error.message : error),
    settle: async () => {}
  }
  return new WorkLoop({ ...nothing, ...work }, TIMES, Fastify().log)
}

function promised<Value>() {
  let resolve = (_value: Value) => {}
  const promise = new Promise<Value>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
