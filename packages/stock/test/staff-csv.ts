import { blueprints } from '@larder/blueprint'
import type { Database } from '@larder/database'
import mail from '@larder/mail'
import session from '@larder/session'
import staff, { dayOf, readCsv } from '@larder/staff'
import { applyCsv, checkCsv, staffClient } from '@larder/staff/testing'
import tasks from '@larder/tasks'
import { testApp, wholeAnswers } from '@larder/testing'
import tap, { test } from 'tap'
import stock, { adjustStock, checkStock, findStock, takeStock } from '../src/index.js'
import stockStaff from '../src/staff/index.js'

const SLUGS = ['apples', 'pears', 'plums', 'quinces']
const goodSlugs = {
  slugsOf: async (_db: Database, ids: readonly number[]) =>
    new Map(ids.flatMap((id) => (SLUGS[id - 1] === undefined ? [] : [[id, SLUGS[id - 1] ?? ''] as const]))),
  findBySlugs: async (_db: Database, slugs: readonly string[]) =>
    new Map(slugs.filter((slug) => SLUGS.includes(slug)).map((slug) => [slug, SLUGS.indexOf(slug) + 1]))
}
// Where it is another day than by UTC.
const timeZone = new Date().getUTCHours() < 12 ? 'Etc/GMT+12' : 'Pacific/Kiritimati'
const app = await testApp(
  tap,
  wholeAnswers,
  [blueprints, { publicUrl: new URL('https://shop.example') }],
  session,
  mail,
  [tasks, { run: false }],
  [staff, { timeZone }],
  stock,
  [stockStaff, { prefix: '/staff/stock', goodSlugs }]
)
const client = await staffClient(app, { role: 'staff' })
const IMPORT = '/staff/stock/import'
const check = (content: string) => checkCsv(app, client, IMPORT, content)
const apply = (id: number) => applyCsv(app, client, IMPORT, id)
const onHand = async (goodId: number) => (await findStock(app.db, [goodId]))[0]?.onHand
const receive = (goodId: number, by: number) =>
  adjustStock(app.db, { goodId, by, kind: 'received' }, app.stockHooks)

await receive(1, 10)
await receive(2, 20)

test('counts and deliveries from a file', async (t) => {
  await t.test('are written as those of the form, goods that never were in stock too', async (t) => {
    const levels: number[] = []
    app.stockHooks.changed.push(
      async (_tx, changed) => void levels.push(...changed.map(({ goodId }) => goodId))
    )
    const checked = await check(
      'slug;on_hand;add;reason\napples;7;;Rotten\npears;;+5;\nplums;;12;From Müller'
    )
    t.match(checked, { status: 'checked', changed: 3 })
    t.match(await apply(checked.id), { status: 'done' })
    t.same(await Promise.all([1, 2, 3].map(onHand)), [7, 25, 12])
    t.same(levels.sort(), [1, 2, 3], 'the goods are told')
    const movements = await app.db.stockMovement.findMany({
      where: { actorId: client.member.id },
      orderBy: { goodId: 'asc' },
      select: { quantity: true, kind: true, note: true }
    })
    t.same(movements, [
      { quantity: -3, kind: 'corrected', note: 'Rotten' },
      { quantity: 5, kind: 'received', note: 'CSV import' },
      { quantity: 12, kind: 'received', note: 'From Müller' }
    ])
    const entry = await app.db.auditEntry.findFirst({ where: { subjectType: 'stock', subjectId: '1' } })
    t.match(entry, { action: 'stock.count', changes: '{"on_hand":[10,7],"note":[null,"Rotten"]}' })
    t.same(await checkStock(app.db), [])
  })

  await t.test('are refused where they are wrong', async (t) => {
    const file = [
      'slug,on_hand,add,version',
      'apples,-1,,\npears,"1.000",,\nplums,1,1,\nquinces,,-1,\nnothing,1,,'
    ].join('\n')
    const { problems } = await check(file)
    t.same(
      problems.map(({ line, column }) => `${line} ${column}`),
      ['2 on_hand', '3 on_hand', '4 add', '5 add', '6 slug']
    )
  })

  await t.test('are refused where units were sold since the export, or the check', async (t) => {
    const checked = await check('slug,on_hand\napples,9\nplums,1')
    await takeStock(app.db, [{ goodId: 1, quantity: 1 }], 'order:1', app.stockHooks)
    t.match(await apply(checked.id), { status: 'refused', problems: [{ line: 2 }] })
    t.same([await onHand(1), await onHand(3)], [6, 12])
    const [level] = await findStock(app.db, [1])
    const old = (level?.version ?? 0) - 1
    t.match(await check(`slug,on_hand,version\napples,9,${old}`), { problems: [{ column: 'version' }] })
    t.match(await check(`slug,on_hand,version\napples,6,${old}`), { unchanged: 1 }, 'it is as it was counted')
  })
})

test('an exported file is imported again, and changes nothing', async (t) => {
  await receive(99, 3)
  await app.db.stockLevel.update({ where: { goodId: 2 }, data: { backorder: true, onHand: -2, lowAt: 3 } })
  const { body, headers } = await client.get('/staff/stock/export?show=all')
  t.match(headers['content-disposition'], `filename="stock-${dayOf(new Date(), timeZone)}.csv"`)
  const file = readCsv(Buffer.from(body))
  t.match(file, {
    lines: [{}, { cells: { slug: 'pears', on_hand: '-2', backorder: 'yes', low_at: '3' } }, {}]
  })
  t.match(await check(body), { status: 'checked', changed: 0, unchanged: 3 })
  const low = readCsv(Buffer.from((await client.get('/staff/stock/export')).body))
  t.match(low, { lines: [{ cells: { slug: 'pears' } }] })
  const entries = await app.db.auditEntry.findMany({ where: { action: 'stock.export' } })
  t.match(entries[0], { changes: '{"show":[null,"all"],"rows":[null,4]}' })
  const { body: page } = await client.visit(IMPORT)
  t.match(page, 'Import stock')
  t.notMatch(page, 'undefined')
})
