import { readdirSync } from 'node:fs'
import path from 'node:path'
// The build, which ships what stands in the checkout's prisma/.
import {
  createClient,
  pendingMigrations,
  pendingMigrationsAt,
  shippedMigrations,
  shippedProject
} from '@larder/database'
import pg from 'pg'
import { test } from 'tap'
import { makeDatabase } from './fixtures/own-database.js'

const CREATE = 'CREATE TABLE _prisma_migrations (migration_name text, finished_at date, rolled_back_at date)'

test('pending migrations are those shipped that the database has not finished', async (t) => {
  const url = await makeDatabase(t)
  const db = createClient(url.href)
  t.teardown(() => db.$disconnect())
  const names = readdirSync(shippedMigrations).filter((name) => /^\d/.test(name))
  t.same(await pendingMigrations(db), names.sort(), 'all of them where there are no records')
  t.same(await pendingMigrationsAt(url.href, {}), names, 'also without a client')
  const client = new pg.Client(url.href)
  await client.connect()
  const [first, second, third, ...rest] = names
  await client.query(CREATE)
  await client.query(
    "INSERT INTO _prisma_migrations VALUES ($1, 'today', NULL), ($2, NULL, NULL), ($3, 'today', 'today'), ('newer', 'today', NULL)",
    [first, second, third]
  )
  await client.end()
  t.same(await pendingMigrations(db), [second, third, ...rest])
  t.same(await pendingMigrationsAt(url.href, {}), [second, third, ...rest])
  t.ok(readdirSync(path.join(shippedProject, 'schema')).includes('goods.prisma'))
})
