import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Standing, sendCsv, staffClient } from '@larder/staff/testing'
import { until } from '@larder/until'
import tap, { type Test, test } from 'tap'
import { staffApp } from '../fixtures/staff-app.js'

const app = await staffApp(tap)
const { db } = app
const client = await staffClient(app)
const IMPORT = '/staff/goods/import'
const LINES = 50_000
/** MB that a process may have for its heap: without a limit V8 lets garbage lie as long as the machine has room. */
const HEAP = 400
const PROCESS = fileURLToPath(new URL('../fixtures/importing-process.mjs', import.meta.url))
await db.category.create({ data: { slug: 'fruit', name: 'Fruit', position: 1 } })

test('50,000 goods', async (t) => {
  const process = await startProcess(t)

  await t.test('are made, all in one transaction', async (t) => {
    const id = await check(t, fileOf({ price: '2.50' }), { new: LINES })
    await run(t, id)
    t.equal(await db.good.count(), LINES)
    t.equal(await db.priceHistory.count(), LINES)
    t.equal(await db.stockLevel.count(), LINES)
  })

  await t.test('are changed', async (t) => {
    await run(t, await check(t, fileOf({ price: '2.75' }), { changed: LINES }))
    t.equal(await db.good.count({ where: { price: 275, version: 2 } }), LINES)
    t.equal(await db.priceHistory.count(), 2 * LINES)
    t.equal(await db.auditEntry.count({ where: { action: 'goods.edit' } }), LINES)
  })

  await t.test('are exported, and the file changes nothing', async (t) => {
    const began = performance.now()
    const { body } = await client.get('/staff/goods/export')
    t.comment(`exported in ${since(began)} s: ${Math.round(body.length / 1e6)} MB`)
    await check(t, body, { unchanged: LINES })
  })

  process.send('figures')
  const [{ memory, delay }] = await once(process, 'message')
  t.comment(`the process took ${memory} MB at most, and was busy for ${delay} ms at most`)
  t.ok(memory < 1.75 * HEAP, 'and not much beside its heap')
})

test('a process that is killed in the middle of an import', async (t) => {
  const first = await startProcess(t)
  const id = await check(t, fileOf({ price: '3.00' }), { changed: LINES })
  await client.post(`${IMPORT}/${id}`)
  await until(async () => (await standing(id)).done > 5_000, 'a tenth of the import is written')
  first.kill('SIGKILL')
  await once(first, 'exit')
  t.equal(await db.good.count({ where: { price: 300 } }), 0, 'leaves nothing of it')
  t.match(await standing(id), { status: 'running' })
  await startProcess(t)
  await untilOver(id, 'running')
  t.match(await standing(id), { status: 'done' }, 'another process has done it')
  t.equal(await db.good.count({ where: { price: 300, version: 3 } }), LINES)
})

/** A file of goods that a form could have made. */
function fileOf({ price }: { price: string }): string {
  const lines = Array.from({ length: LINES }, (_, n) => {
    const text = `What good ${n} is like: "crisp", sweet, and from here.`
    return `good-${n},Good ${n},1 kg,fruit,${price},"${text.replaceAll('"', '""')}",published,Germany`
  })
  return `slug,name,unit,category,price,description,state,origin\r\n${lines.join('\r\n')}\r\n`
}

/** Has a file checked by another process. @returns the import's id */
async function check(t: Test, content: string, expected: Partial<Standing>): Promise<number> {
  const began = performance.now()
  const { id } = (await sendCsv(client, IMPORT, content)).json()
  await untilOver(id, 'checking')
  t.comment(`checked in ${since(began)} s`)
  t.match(await standing(id), { status: 'checked', ...expected, problems: [] })
  return id
}

async function run(t: Test, id: number): Promise<void> {
  const began = performance.now()
  await client.post(`${IMPORT}/${id}`)
  await untilOver(id, 'running')
  t.comment(`imported in ${since(began)} s`)
  t.match(await standing(id), { status: 'done' })
}

/** Waits as long as an import goes on. */
async function untilOver(id: number, status: string): Promise<void> {
  for (let done = -1; ; ) {
    const now = await until(async () => {
      const now = await standing(id)
      return (now.status !== status || now.done > done) && now
    }, `the import that is ${status} goes on`)
    if (now.status !== status) return
    done = now.done
  }
}

async function standing(id: number): Promise<Standing & { done: number }> {
  return (await client.get(`${IMPORT}/${id}`)).json()
}

async function startProcess(t: Test): Promise<ChildProcess> {
  const process = fork(PROCESS, [app.databaseUrl], { execArgv: [`--max-old-space-size=${HEAP}`] })
  t.teardown(() => void process.kill('SIGKILL'))
  await once(process, 'message')
  return process
}

function since(began: number): string {
  return ((performance.now() - began) / 1_000).toFixed(1)
}
