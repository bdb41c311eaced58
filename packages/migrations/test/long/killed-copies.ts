import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { withoutMariadb } from '@larder/mysql/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { upgrade } from '../../src/index.js'
import { larderDb } from '../fixtures/larder-db-process.js'
import { makeMigrations } from '../fixtures/migrations.js'
import { makeMysqlMigrations } from '../fixtures/mysql-migrations.js'

const ROWS = 60_000

test('a copy that is killed again and again goes on, either way', { skip: withoutMariadb }, async (t) => {
  const postgres = await makeMigrations(t, {
    '1_init': { up: 'CREATE TABLE goods (id INT PRIMARY KEY, name TEXT, file BYTEA)' }
  })
  await upgrade(postgres.db)
  const mysql = await makeMysqlMigrations(t, {
    '1_init': { up: 'CREATE TABLE goods (id INT PRIMARY KEY, name LONGTEXT, file LONGBLOB)' }
  })
  await upgrade(mysql.db)
  const folder = path.dirname(mysql.db.migrations)
  writeFileSync(path.join(folder, 'package.json'), '{}')
  writeFileSync(path.join(folder, 'prisma.config.ts'), "export default { schema: 'schema.prisma' }")
  await postgres.query(
    `INSERT INTO goods SELECT i, repeat('🍓', i % 50), decode(md5(i::text), 'hex') FROM generate_series(1, ${ROWS}) i`
  )
  for (const [from, to, query] of [
    [postgres.db.url, mysql.db.url, mysql.query],
    [mysql.db.url, postgres.db.url, postgres.query]
  ] as const) {
    const copy = () => larderDb(folder, '', 'copy', '--from', from, '--to', to, '--accept-data-loss')
    for (const signal of ['SIGKILL', 'SIGINT', 'SIGKILL'] as const) {
      const before = await countRows(query)
      const { child, ended } = copy()
      await until(async () => {
        const now = await countRows(query)
        return now !== before && now > 0 && now < ROWS
      }, 'some more rows are copied')
      child.kill(signal)
      t.match(await ended, { code: null })
    }
    const { code, stdout, stderr } = await copy().ended
    t.equal(code, 0, stderr)
    t.equal(stdout, `Copied 60,000 rows of 1 tables. Both databases have the same.\n`)
  }
})

async function countRows(query: (sql: string) => Promise<Record<string, unknown>[]>): Promise<number> {
  const [row] = await query('SELECT COUNT(*) AS count FROM goods')
  return Number(row?.count)
}
