import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type PrismaClient, shippedMigrationsFor } from '@larder/database'
import { downgrade, upgrade } from '@larder/migrations'
import { checkStock, findStock } from '@larder/stock'
import { connect, freshDatabase, onPostgresql } from '@larder/testing'
import { test } from 'tap'
import { copyProject } from './fixtures/prisma-project.js'

// Its words are PostgreSQL’s. packages/schema-engine/test/mysql-cli.ts does this on MySQL.
if (onPostgresql)
  test("the shop's models, changed and migrated with Prisma's own command line", async (t) => {
    t.test('migrate dev writes the SQL and adds the column', async (t) => {
      const project = copyProject(t)
      const url = await freshDatabase(t)
      project.addField('goods.prisma', 'Good', 'origin String? @db.VarChar(40)')
      await project.prisma(['migrate', 'dev', '--name', 'add_origin'], url)
      const folders = readdirSync(path.join(project.folder, 'prisma/migrations')).filter((entry) =>
        /^\d/.test(entry)
      )
      const name = folders.find((entry) => entry.endsWith('_add_origin'))
      t.ok(name, 'a folder of its name')
      const sql = readFileSync(path.join(project.folder, `prisma/migrations/${name}/migration.sql`), 'utf8')
      t.match(sql, 'ALTER TABLE "goods" ADD COLUMN     "origin" VARCHAR(40)')
      t.notMatch(sql, /DROP|COLLATE|CONSTRAINT/, 'what earlier migrations have by hand is left alone')
      const db = connect(t, url)
      t.ok((await columnsOf(db, 'goods')).includes('origin'))
      t.same(await appliedIn(db), folders.sort())
    })
  })

test('the stock moves out of goods, and what was changed there is booked at another way up', async (t) => {
  const url = await freshDatabase(t)
  const migrations = shippedMigrationsFor(url)
  const back = () => downgrade({ url, migrations, to: 'what_a_good_is_sold_with', acceptDataLoss: true })
  await back()
  const db = connect(t, url)
  await db.$executeRaw`INSERT INTO categories (slug, name, position) VALUES ('fruit', 'Fruit', 1)`
  for (const id of [1, 2, 3, 4])
    await db.$executeRaw`
      INSERT INTO goods (id, slug, name, unit, price, stock, description, category_id)
      SELECT ${id}, ${`good-${id}`}, 'Good', '1 kg', 100, ${id - 1}, '', id FROM categories`
  // Ordered beforehand: what is owed to customers stays.
  await db.$executeRaw`INSERT INTO stock_levels (good_id, on_hand, backorder) VALUES (3, -5, TRUE)`
  await db.$executeRaw`INSERT INTO stock_movements (good_id, quantity, kind) VALUES (3, -5, 'sold')`

  await upgrade({ url, migrations })
  t.match(await findStock(db, [1, 2, 3, 4]), [{ onHand: 0 }, { onHand: 1 }, { onHand: -5 }, { onHand: 3 }])
  const available = { select: { available: true }, orderBy: { id: 'asc' } } as const
  t.match(
    (await db.good.findMany(available)).map(({ available }) => available),
    [false, true, true, true]
  )
  t.same(await checkStock(db), [])

  await back()
  await db.$executeRaw`UPDATE goods SET stock = 7 WHERE id IN (1, 4)`
  await upgrade({ url, migrations })
  t.match(await findStock(db, [1, 2, 4]), [{ onHand: 7 }, { onHand: 1 }, { onHand: 7 }])
  t.same(await checkStock(db), [])
  t.same(
    await db.stockMovement.findMany({ where: { goodId: 4 }, select: { kind: true, quantity: true } }),
    [3, 4].map((quantity) => ({ kind: 'corrected', quantity }))
  )
})

test('closed delivery times that orders have are full ones on the way down', async (t) => {
  const url = await freshDatabase(t)
  const migrations = shippedMigrationsFor(url)
  const db = connect(t, url)
  const method = { code: 'van', name: 'Van', kind: 'local', price: 0, tax: 'proportional' } as const
  const { id: methodId } = await db.deliveryMethod.create({ data: method })
  const at = (hour: number) => {
    const startsAt = new Date(Date.UTC(2026, 11, 24, hour))
    return { methodId, startsAt, endsAt: new Date(Date.UTC(2026, 11, 24, hour + 1)), cutoffAt: startsAt }
  }
  const counts = [
    { capacity: 5, taken: 3 },
    { capacity: 0, taken: 3 },
    { capacity: 0, taken: 0 }
  ]
  await db.deliverySlot.createMany({ data: counts.map((count, hour) => ({ ...at(hour), ...count })) })
  await downgrade({ url, migrations, to: 'mails_and_tasks_are_listed_by_state', acceptDataLoss: true })
  const select = { capacity: true, taken: true }
  const read = () => db.deliverySlot.findMany({ select, orderBy: { startsAt: 'asc' } })
  t.same(await read(), [counts[0], { capacity: 3, taken: 3 }, counts[2]])
  await t.rejects(db.deliverySlot.updateMany({ data: { capacity: 0 } }), /delivery_slots_taken_check/)
  await upgrade({ url, migrations })
  await db.deliverySlot.updateMany({ data: { capacity: 0 } })
  await t.rejects(db.deliverySlot.updateMany({ data: { capacity: 1 } }), /delivery_slots_taken_check/)
})

async function columnsOf(db: PrismaClient, table: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ column_name: string }[]>`
    SELECT column_name FROM information_schema.columns WHERE table_name = ${table}`
  return rows.map((row) => row.column_name)
}

async function appliedIn(db: PrismaClient): Promise<string[]> {
  const rows = await db.$queryRaw<{ migration_name: string }[]>`
    SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY started_at`
  return rows.map((row) => row.migration_name)
}
