import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withoutMariadb } from '@larder/mysql/testing'
import { diffSchemas, listMigrations } from '@larder/schema-engine'
import { until } from '@larder/until'
import { type Test, test } from 'tap'
import { downgrade } from '../../src/apply/downgrade.js'
import { BASE } from '../../src/history/read-migrations.js'
import { upgrade } from '../../src/index.js'
import { larderDb } from '../fixtures/larder-db-process.js'
import { makeMysqlMigrations } from '../fixtures/mysql-migrations.js'

/** Larder's own, which have statements of every kind. */
const SHOP = path.join(import.meta.dirname, '../../../../prisma/mysql/migrations')
const KILLS = 12

test('deploys to MySQL killed at work again and again', { skip: withoutMariadb }, async (t) => {
  const { db, url, folder, query } = await makeShop(t)
  const names = listMigrations(db.migrations)
  const killAtWork = async (...args: string[]) => {
    for (let kill = 1; kill <= KILLS; kill++) {
      const before = await progressOf(query)
      const { child, ended } = larderDb(folder, url, ...args)
      await until(async () => (await progressOf(query)) !== before, `kill ${kill}: a step is done`)
      child.kill('SIGKILL')
      await ended
    }
  }
  await t.test('upgrade makes the same tables', async (t) => {
    await killAtWork('upgrade')
    await upgrade(db)
    t.same(await differenceFrom(db, names), '')
  })

  await t.test('downgrade leaves nothing, and upgrade goes again', async (t) => {
    await killAtWork('downgrade', '--to', 'base')
    await downgrade({ ...db, to: BASE })
    t.same(await differenceFrom(db, []), '')
    t.same(await upgrade(db), names)
    t.same(await differenceFrom(db, names), '')
  })
})

async function makeShop(t: Test) {
  const names = listMigrations(SHOP)
  const read = (name: string, file: string) => readFileSync(path.join(SHOP, name, file), 'utf8')
  const scripts = names.map((name) => [
    name,
    { up: read(name, 'migration.sql'), down: read(name, 'down.sql') }
  ])
  const project = await makeMysqlMigrations(t, Object.fromEntries(scripts))
  const folder = path.dirname(project.db.migrations)
  writeFileSync(path.join(folder, 'package.json'), '{}')
  writeFileSync(
    path.join(folder, 'prisma.config.ts'),
    "export default { schema: 'schema.prisma', migrations: { path: 'migrations' } }"
  )
  return { ...project, folder }
}

/** What the database has otherwise than these migrations make it, all at once. */
async function differenceFrom(
  { url, migrations }: { url: string; migrations: string },
  names: string[]
): Promise<string> {
  const { summary } = await diffSchemas({ url, from: { migrations, names }, to: 'database' })
  return summary
}

/** Changes with each step. */
async function progressOf(query: (sql: string) => Promise<Record<string, unknown>[]>): Promise<string> {
  const sql = `SELECT COUNT(*) AS begun, COUNT(finished_at) AS finished, COUNT(rolled_back_at) AS undone,
    SUM(applied_steps_count) AS steps FROM _prisma_migrations`
  return JSON.stringify(await query(sql).catch(() => 'none'))
}
