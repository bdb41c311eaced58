import { test } from 'tap'
import { findStuck } from '../src/master/stuck-workers.js'

const worker = { state: 'ready', lastSeen: 0, processorTime: 0, awaits: 'its code' } as const
const starting = { ...worker, state: 'starting' } as const

test('a worker', async (t) => {
  for (const { what, who, timeout, seconds, stuck } of [
    { what: 'that has just shown itself', who: worker, timeout: 3, seconds: 3 },
    {
      what: 'that has not for too long',
      who: worker,
      timeout: 3,
      seconds: 4,
      stuck: /^has been stuck for 3 s$/
    },
    { what: 'that starts, and loads its code', who: starting, timeout: 3, seconds: 29 },
    {
      what: 'that starts, and does nothing',
      who: starting,
      timeout: 3,
      seconds: 31,
      stuck: /^has waited for its code for 30 s while it started \(--timeout gives it longer\)$/
    },
    {
      what: 'that starts, and does nothing, for less than it may',
      who: starting,
      timeout: 200,
      seconds: 199
    },
    {
      what: 'that starts, and computes without end',
      who: { ...starting, processorTime: 30_001 },
      timeout: 3,
      seconds: 0,
      stuck: /^did not come up within 30 s of processor time \(--timeout gives it longer\)$/
    },
    {
      what: 'that starts on a machine that gives it little',
      who: { ...starting, processorTime: 2_000, lastSeen: 599_000 },
      timeout: 30,
      seconds: 600
    }
  ]) {
    t.test(`${what} is ${stuck ? '' : 'not '}stuck`, async (t) => {
      const reason = findStuck(who, timeout, seconds * 1_000)
      if (stuck) t.match(reason, stuck)
      else t.equal(reason, undefined)
    })
  }
})
