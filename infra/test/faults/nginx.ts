import { setTimeout as delay } from 'node:timers/promises'
import { test } from 'tap'
import { request } from 'undici'
import { deployShop } from '../fixtures/deployed-shop.js'
import { FAULTS, type Outcome, suffer } from '../fixtures/faults.js'
import { withoutNginx } from '../fixtures/tools.js'

// Two instances of two workers each, behind nginx. No client repeats anything.
const LOAD = { requests: 20_000, visitors: 12, pause: 0 }
const INSTANCES = [{ workers: 2 }, { workers: 2 }]
const rows: string[][] = []

test('behind nginx', { skip: withoutNginx }, async (t) => {
  const shop = await deployShop(t, { instances: INSTANCES })

  for (const fault of FAULTS) {
    await t.test(`under load: ${fault.name}`, async (t) => {
      const times = fault.times ?? 1
      rows.push(rowOf(fault.name, times, await suffer(t, shop, fault, { ...LOAD, times })))
    })
  }

  await t.test('idle for 61 s, then 100 POSTs', async (t) => {
    const post = async () => {
      const headers = { accept: 'application/json', 'content-type': 'application/json' }
      const body = JSON.stringify({ good: shop.good, quantity: 1 })
      const answer = await request(`${shop.origin}/carts/lines`, { method: 'POST', headers, body })
      await answer.body.dump()
      return answer.statusCode
    }
    const hundred = async () =>
      (await Promise.all(Array.from({ length: 100 }, post))).filter((code) => code !== 200)
    t.same(await hundred(), [])
    await delay(61_000)
    const failed = await hundred()
    t.same(failed, [])
    rows.push(['idle for 61 s, then 100 POSTs', '1', '', '', '100', String(failed.length), ''])
  })

  await t.test('the figures', async (t) => {
    const head = ['fault', 'times', 'GET', 'failed', 'POST', 'failed', 'recovered after']
    console.error(
      ['', head, head.map(() => '---'), ...rows].map((row) => row && `| ${[...row].join(' | ')} |`).join('\n')
    )
    t.equal(rows.length, FAULTS.length + 1)
  })
})

function rowOf(name: string, times: number, { load: { get, post }, recovery }: Outcome): string[] {
  const figures = [times, get.answered, get.failed + get.repeated, post.answered, post.failed]
  return [name, ...figures.map(String), `${(Math.max(...recovery) / 1_000).toFixed(1)} s at most`]
}
