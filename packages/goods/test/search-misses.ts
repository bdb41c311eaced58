import { staffClient } from '@larder/staff/testing'
import { until } from '@larder/until'
import tap, { test } from 'tap'
import { listMisses } from '../src/search/search-misses.js'
import { createGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const app = await staffApp(tap)
const search = (q: string) => app.client().visit(`/goods?q=${encodeURIComponent(q)}`)
const list = (now = new Date()) => listMisses(app.db, { days: 30, limit: 10, now })

test('what visitors search for in vain', async (t) => {
  const staff = await staffClient(app)
  t.match((await staff.visit('/staff')).body, 'none is published')
  await createGood(app.db, { name: 'Plums' })
  t.notMatch((await staff.visit('/staff')).body, 'none is published')

  await t.test('is counted, whatever its case and spaces', async (t) => {
    for (const q of ['Oat  Milk', 'oat milk', ' OAT MILK ', 'tempeh']) await search(q)
    await until(
      async () => (await list())[0]?.searches === 3 && (await list()).length === 2,
      'they are counted'
    )
    t.same(await list(), [
      { query: 'oat milk', searches: 3 },
      { query: 'tempeh', searches: 1 }
    ])
  })

  await t.test('is neither what is found, nor what no customer types', async (t) => {
    for (const q of ['plums', 'x', '<script>', 'https://spam.example', 'w'.repeat(61)]) await search(q)
    await search('tofu')
    await until(async () => (await list()).length > 2, 'the last of them is counted')
    t.same(
      (await list()).map(({ query }) => query),
      ['oat milk', 'tempeh', 'tofu']
    )
  })

  await t.test('is shown to staff, and forgotten by the list after 30 days', async (t) => {
    t.match((await staff.visit('/staff')).body, /Searched for in vain[\s\S]*oat milk: 3/)
    t.same(await list(new Date(Date.now() + 31 * 24 * 60 * 60_000)), [])
  })
})
