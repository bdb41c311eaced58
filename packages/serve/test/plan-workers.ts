import { test } from 'tap'
import { planWorkers } from '../src/master/plan-workers.js'
import type { WorkerProcess } from '../src/master/worker-process.js'

type Worker = Pick<WorkerProcess, 'state' | 'outdated'>

const starting: Worker = { state: 'starting', outdated: false }
const ready: Worker = { state: 'ready', outdated: false }
const outdated: Worker = { state: 'ready', outdated: true }
const stopping: Worker = { state: 'stopping', outdated: false }

test('the master', async (t) => {
  for (const { when, workers, wanted, plan } of [
    {
      when: 'nobody is there',
      workers: [],
      wanted: 2,
      plan: { lacking: true, surplus: [], complete: false }
    },
    {
      when: 'one starts, and another is wanted',
      workers: [starting],
      wanted: 2,
      plan: { lacking: false, surplus: [], complete: false }
    },
    {
      when: 'one starts',
      workers: [ready, starting],
      wanted: 2,
      plan: { lacking: false, surplus: [], complete: false }
    },
    {
      when: 'all serve',
      workers: [ready, ready],
      wanted: 2,
      plan: { lacking: false, surplus: [], complete: true }
    },
    {
      when: 'one ends',
      workers: [ready, stopping],
      wanted: 2,
      plan: { lacking: true, surplus: [], complete: false }
    },
    {
      when: 'all are outdated',
      workers: [outdated, outdated],
      wanted: 2,
      plan: { lacking: true, surplus: [], complete: false }
    },
    {
      when: 'a new one serves beside the outdated',
      workers: [outdated, outdated, ready, starting],
      wanted: 2,
      plan: { lacking: false, surplus: [outdated], complete: false }
    },
    {
      when: 'the last new one serves',
      workers: [outdated, ready, ready],
      wanted: 2,
      plan: { lacking: false, surplus: [outdated], complete: true }
    },
    {
      when: 'fewer are wanted',
      workers: [ready, ready],
      wanted: 1,
      plan: { lacking: false, surplus: [ready], complete: true }
    },
    {
      when: 'none is wanted',
      workers: [ready, stopping],
      wanted: 0,
      plan: { lacking: false, surplus: [ready], complete: true }
    }
  ]) {
    t.test(`when ${when}`, async (t) => {
      t.same(planWorkers(workers, wanted), plan)
    })
  }

  t.test('lets go the outdated first, then the oldest', async (t) => {
    const [old, young, worn] = [{ ...ready }, { ...ready }, { ...outdated }]
    const { surplus } = planWorkers([old, worn, young], 1)
    t.equal(surplus[0], worn)
    t.equal(surplus[1], old)
  })
})
