import { test } from 'tap'
import { DATABASE_FAULTS, sufferDatabase } from '../fixtures/database-faults.js'
import { ownDatabase } from '../fixtures/own-database.js'
import { serveShop } from '../fixtures/served-shop.js'

const LOAD = { visitors: 12, connections: 4, answers: [5_000, 20, 5_000] as [number, number, number] }
const rows: (string | number)[][] = []

test('the database in trouble, under load', async (t) => {
  const database = await ownDatabase(t)
  const shop = await serveShop(t, ['-w', '2', '--pool-size', '2', '--max-event-loop-delay', '0'], {
    DATABASE_URL: database.url
  })
  const workers = async () => (await shop.status()).workers.map(({ pid, state }) => ({ pid, state }))
  const before = await workers()
  for (const fault of DATABASE_FAULTS) {
    await t.test(fault.name, async (t) => {
      const { answers, slowest, recovery } = await sufferDatabase(t, fault, { ...shop, database, ...LOAD })
      t.same(await workers(), before, `no process has died: ${shop.output()}`)
      const refused = answers.filter(({ status }) => status !== 200).length
      rows.push([
        fault.name,
        answers.length,
        refused,
        `${Math.round(slowest)} ms`,
        `${Math.round(recovery)} ms`
      ])
    })
  }
  shop.signal('SIGTERM')
  await shop.exit
})

test('the figures', async (t) => {
  const head = ['fault', 'answered', 'of these 503', 'slowest 503', 'last 503 after its end']
  console.error([head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n'))
  t.equal(rows.length, DATABASE_FAULTS.length)
})
