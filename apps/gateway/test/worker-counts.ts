import { replace } from '@larder/testing'
import { test } from 'tap'
import { WorkerCounts } from '../src/shop/requests/worker-counts.js'

const HOUR = 3_600_000

test('counts of a worker that has as many as it keeps', async (t) => {
  replace(t, Date, 'now', () => 10 * HOUR + 1)
  const counts = new WorkerCounts()
  const hit = (key: string) =>
    new Promise<number>((resolve) => counts.incr(key, (_error, { current }) => resolve(current), HOUR))
  for (let visitor = 0; visitor < 10_000; visitor++) await hit(`visitor ${visitor}`)

  t.test('are all kept while known visitors come again', async (t) => {
    for (let time = 2; time < 5; time++) t.equal(await hit('visitor 9999'), time)
    t.equal(await hit('visitor 0'), 2)
  })

  t.test('lose the first that came for a new visitor', async (t) => {
    t.equal(await hit('visitor new'), 1)
    t.equal(await hit('visitor 1'), 2)
    t.equal(await hit('visitor 0'), 1)
  })
})
