import { setTimeout as delay } from 'node:timers/promises'
import Fastify from 'fastify'
import tap, { test } from 'tap'
import { type SharedWork, WorkLoop } from '../src/work-loop.js'

type Item = { id: number }

const TIMES = { poll: 1, lease: 4, attempt: 60_000, closeTimeout: 20 }

// A loop's own timers do not keep a process alive.
const alive = setInterval(() => {}, 1_000)
tap.teardown(() => clearInterval(alive))

test('a loop that closes', async (t) => {
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
    const attempted = promised<string>()
    const renewed = promised<void>()
    const asked = promised<void>()
    const loop = loopOf({
      claim: async () => [{ id: 7 }],
      attempt: () => attempted.promise,
      renewLeases() {
        asked.resolve()
        return renewed.promise
      }
    })
    loop.start()
    await asked.promise
    attempted.resolve('done')
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

test('a loop does not take its own work for that of a process that is gone', async (t) => {
  const attempts = promised<string>()
  const slowLook = promised<Item[]>()
  const renewedOften = promised<void>()
  const returnedNext = promised<number[]>()
  let looks = 0
  let renewals = 0
  let returnedBeside = 0
  let isSlow = false
  const loop = loopOf({
    capacity: (inProgress) => 2 - inProgress,
    async claim() {
      looks += 1
      if (looks === 1) return [{ id: 1 }]
      isSlow = true
      return slowLook.promise
    },
    attempt: () => attempts.promise,
    async renewLeases() {
      if (isSlow) renewals += 1
      // Each is a time at which what is lost would be due to be returned.
      if (renewals === 5) renewedOften.resolve()
    },
    async returnLost(own) {
      if (isSlow) returnedBeside += 1
      if (renewals >= 5) returnedNext.resolve(own)
    }
  })
  loop.start()
  await renewedOften.promise
  t.equal(returnedBeside, 0, 'what the look has claimed is not known yet')
  isSlow = false
  slowLook.resolve([{ id: 2 }])
  t.same(await returnedNext.promise, [1, 2])
  attempts.resolve('done')
  await loop.close()
})

test('a loop that cannot look', async (t) => {
  const CASES = [
    { title: 'once says nothing', failures: 1, told: 0 },
    { title: 'again and again says so once', failures: 4, told: 1 }
  ]
  for (const { title, failures, told } of CASES)
    t.test(title, async (t) => {
      const succeeded = promised<void>()
      let looks = 0
      const log = Fastify().log
      const warn = t.capture(log, 'warn')
      const work: Partial<SharedWork<Item, string>> = {
        async claim() {
          looks += 1
          if (looks <= failures) throw new Error('timeout exceeded when trying to connect')
          succeeded.resolve()
          return []
        }
      }
      const loop = loopOf(work, log)
      loop.start()
      await succeeded.promise
      await loop.close()
      t.equal(warn().length, told)
    })
})

/** A loop over a table in which nothing is due, but for what is given. */
function loopOf(work: Partial<SharedWork<Item, string>>, log = Fastify().log): WorkLoop<Item, string> {
  const nothing: SharedWork<Item, string> = {
    name: 'queue of the test',
    capacity: () => 1,
    claim: async () => [],
    renewLeases: async () => {},
    returnLost: async () => {},
    attempt: async () => 'done',
    judge: (_item, error) => String(error instanceof Error ? error.message : error),
    settle: async () => {}
  }
  return new WorkLoop({ ...nothing, ...work }, TIMES, log)
}

function promised<Value>() {
  let resolve = (_value: Value) => {}
  const promise = new Promise<Value>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
