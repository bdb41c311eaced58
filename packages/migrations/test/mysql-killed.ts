import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { withoutMariadb } from '@larder/mysql/testing'
import { IN_STEPS } from '@larder/schema-engine'
import { until } from '@larder/until'
import { type Test, test } from 'tap'
import { downgrade } from '../src/apply/downgrade.js'
import { upgrade } from '../src/index.js'
import { larderDb } from './fixtures/larder-db-process.js'
import { holdTable, makeMysqlMigrations, waitingSession } from './fixtures/mysql-migrations.js'

const SETUP = { up: 'CREATE TABLE one (id INT); CREATE TABLE parent (id INT PRIMARY KEY);' }
const ADD = {
  up: 'CREATE TABLE two (id INT); ALTER TABLE one ADD COLUMN a INT; ALTER TABLE two ADD COLUMN b INT;',
  down: 'ALTER TABLE two DROP COLUMN b; ALTER TABLE one DROP COLUMN a; DROP TABLE two;'
}

// A statement that waits for a table is done by the server when the table is free, also where its
// client is dead: then nobody records it.
test('larder-db killed between a change of a table and its record: the same command goes on', {
  skip: withoutMariadb
}, async (t) => {
  const { db, url, query } = await makeMysqlMigrations(t, { '1_setup': SETUP, '2_add': ADD })
  const folder = path.dirname(db.migrations)
  writeFileSync(path.join(folder, 'package.json'), '{}')
  writeFileSync(
    path.join(folder, 'prisma.config.ts'),
    "export default { schema: 'schema.prisma', migrations: { path: 'migrations' } }"
  )
  await upgrade({ ...db, to: '1_setup' })

  await t.test('upgrade', async (t) => {
    await killWhileWaiting(t, folder, url, query, ['upgrade'])
    t.match(await query('SHOW COLUMNS FROM one'), [{ Field: 'id' }, { Field: 'a' }])
    t.match(
      await query(STEPS),
      [{ steps: 1, logs: IN_STEPS }],
      'the second statement is done, and not recorded'
    )
    t.same(await upgrade(db), ['2_add'])
    t.match(await query('SHOW COLUMNS FROM two'), [{ Field: 'id' }, { Field: 'b' }])
  })

  await t.test('downgrade', async (t) => {
    await killWhileWaiting(t, folder, url, query, ['downgrade'])
    t.same((await query('SHOW COLUMNS FROM one')).length, 1)
    t.match(await query(STEPS), [{ steps: 1, logs: /^Undone in part/ }])
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_HALF_UNDONE' })
    t.same(await downgrade(db), ['2_add'])
    t.same(await query("SHOW TABLES LIKE 'two'"), [])
    t.same(await upgrade(db), ['2_add'])
  })
})

const STEPS = `SELECT applied_steps_count AS steps, logs FROM _prisma_migrations
  WHERE finished_at IS NULL AND rolled_back_at IS NULL`

async function killWhileWaiting(
  t: Test,
  folder: string,
  url: string,
  query: (sql: string) => Promise<Record<string, unknown>[]>,
  args: string[]
) {
  const holder = await holdTable(t, url, 'one')
  const { child } = larderDb(folder, url, ...args)
  const session = await waitingSession(query)
  child.kill('SIGKILL')
  await once(child, 'close')
  await holder.end()
  await until(
    async () =>
      (await query(`SELECT 1 FROM information_schema.processlist WHERE id = ${session}`)).length === 0,
    'the server has ended the session'
  )
}

test('what a killed deploy has done and not recorded counts as done:', {
  skip: withoutMariadb
}, async (t) => {
  const { db, query, write } = await makeMysqlMigrations(t, { '1_setup': SETUP })
  await upgrade(db)
  const statements = [
    'CREATE TABLE two (id INT, old INT)',
    'ALTER TABLE two ADD COLUMN a INT, ADD COLUMN b INT',
    'ALTER TABLE two ADD PRIMARY KEY (id)',
    'CREATE INDEX i ON two (a)',
    'ALTER TABLE two ADD CONSTRAINT key_of_two FOREIGN KEY (b) REFERENCES parent (id)',
    'ALTER TABLE two ADD CONSTRAINT check_of_two CHECK (a > 0)',
    'ALTER TABLE two RENAME INDEX i TO j',
    'ALTER TABLE two RENAME COLUMN old TO new',
    'ALTER TABLE two CHANGE new newer INT',
    'ALTER TABLE two MODIFY newer BIGINT NOT NULL',
    'ALTER TABLE two DROP CONSTRAINT check_of_two',
    'ALTER TABLE two DROP FOREIGN KEY key_of_two',
    'DROP INDEX j ON two',
    'ALTER TABLE two DROP PRIMARY KEY',
    'ALTER TABLE two DROP COLUMN b',
    'RENAME TABLE two TO three',
    'ALTER TABLE three RENAME TO four',
    'DROP TABLE four'
  ]
  for (const [at, statement] of statements.entries()) {
    const name = `2_${at}`
    write(name, { up: `${statement};\nINSERT INTO one VALUES (${at});` })
    await upgrade(db)
    await query(
      `UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0, logs = '${IN_STEPS}' WHERE migration_name = '${name}'`
    )
    t.same(await upgrade(db), [name], statement)
    t.same(await query(`SELECT COUNT(*) AS count FROM one WHERE id = ${at}`), [{ count: 2 }])
  }
})

// The server commits a change of a table before its record.
test('a change of a table whose record fails counts as done', { skip: withoutMariadb }, async (t) => {
  for (const at of [0, 1]) {
    const { db, query } = await makeMysqlMigrations(t, { '1_setup': SETUP, '2_add': ADD })
    await upgrade({ ...db, to: '1_setup' })
    await query(refuseRecord(`NEW.applied_steps_count = ${at + 1}`))
    await t.rejects(upgrade(db), { message: 'disk full' })
    t.match(await query(STEPS), [{ steps: at, logs: IN_STEPS }])
    await query('DROP TRIGGER full_disk')
    t.same(await upgrade(db), ['2_add'])
  }
})

test('while a statement is in doubt, no later one is refused', { skip: withoutMariadb }, async (t) => {
  const { db, query } = await makeMysqlMigrations(t, {
    '1_setup': SETUP,
    '2_next': { up: 'CREATE TABLE two (id INT);\nALTER TABLE one ADD COLUMN age INT NOT NULL;' }
  })
  await upgrade({ ...db, to: '1_setup' })
  await query(refuseRecord('NEW.applied_steps_count = 1'))
  await t.rejects(upgrade(db), { message: 'disk full' })
  await query('DROP TRIGGER full_disk')
  await query('INSERT INTO one VALUES (1)')
  await t.rejects(upgrade(db), { message: /line 2 .*age is required.*first 1 is done/s })
  await query('DELETE FROM one')
  t.same(await upgrade(db), ['2_next'])
})

test('one of which nothing was done is not taken for a failed one', { skip: withoutMariadb }, async (t) => {
  const { db, query } = await makeMysqlMigrations(t, {
    '1_setup': SETUP,
    '2_index': { up: 'CREATE UNIQUE INDEX ids ON one (id);' }
  })
  await upgrade({ ...db, to: '1_setup' })
  await query('INSERT INTO one VALUES (1), (1)')
  await query(refuseRecord('NEW.rolled_back_at IS NOT NULL'))
  await t.rejects(upgrade(db), { message: 'disk full' }, 'its record could not be given up')
  await query('DROP TRIGGER full_disk')
  await query('DELETE FROM one')
  t.same(await upgrade(db), ['2_index'])
})

test('what an older larder-db has begun is completed', { skip: withoutMariadb }, async (t) => {
  const { db, query } = await makeMysqlMigrations(t, { '1_setup': SETUP, '2_add': ADD })
  await upgrade({ ...db, to: '1_setup' })
  await query(refuseRecord('NEW.applied_steps_count = 1'))
  await t.rejects(upgrade(db), { message: 'disk full' })
  await query('DROP TRIGGER full_disk')
  await query(`UPDATE _prisma_migrations SET logs = 'Begun by larder-db, which goes on with it: npx larder-db upgrade'
    WHERE finished_at IS NULL`)
  t.same(await upgrade(db), ['2_add'])
})

test('one that waits for a transaction gives up, and goes on later', { skip: withoutMariadb }, async (t) => {
  const { db, url, query } = await makeMysqlMigrations(t, {
    '1_setup': {
      up: `${SETUP.up} CREATE TABLE seen AS SELECT @@lock_wait_timeout AS waits, @@wait_timeout AS idle;`
    },
    '2_add': { up: 'SET lock_wait_timeout = 1;\nALTER TABLE one ADD COLUMN a INT;\nSELECT 1;' }
  })
  await upgrade({ ...db, to: '1_setup' })
  t.same(await query('SELECT * FROM seen'), [{ waits: 10, idle: 1800 }])
  const holder = await holdTable(t, url, 'one')
  await t.rejects(upgrade(db), {
    code: 'MIGRATIONS_ERR_HALF_DONE',
    message: /line 2 .*Lock wait timeout.*Another session keeps the table/
  })
  await query(`UPDATE _prisma_migrations SET logs = '${IN_STEPS}' WHERE finished_at IS NULL`)
  await t.rejects(upgrade(db), { message: /Another session/ })
  t.match(await query(STEPS), [{ steps: 1, logs: IN_STEPS }], 'what is in doubt stays so')
  await holder.rollback()
  await query('ALTER TABLE one ADD COLUMN a INT')
  t.same(await upgrade(db), ['2_add'])
})

/** The record of a statement fails, as on a full disk. */
function refuseRecord(condition: string): string {
  return `CREATE TRIGGER full_disk BEFORE UPDATE ON _prisma_migrations FOR EACH ROW
    IF ${condition} THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disk full'; END IF`
}

test('what fails for another reason does not count as done', { skip: withoutMariadb }, async (t) => {
  const { db, query } = await makeMysqlMigrations(t, {
    '1_setup': SETUP,
    '2_next': { up: 'CREATE TABLE two (id INT); CREATE TABLE one (id INT);' },
    '3_missing': { up: 'ALTER TABLE nope ADD COLUMN a INT' }
  })
  await t.rejects(upgrade(db), { message: /line 1 .*'one' already exists.*first 1 is done/s })
  await t.rejects(upgrade(db), { message: /'one' already exists/ }, 'nobody was killed')
  const KILLED = `UPDATE _prisma_migrations SET logs = '${IN_STEPS}' WHERE migration_name = '2_next'`
  await query(`${KILLED}`)
  await query('UPDATE _prisma_migrations SET applied_steps_count = 0 WHERE finished_at IS NULL')
  await t.rejects(upgrade(db), { message: /'one' already exists/ }, 'only one statement is in doubt')
  await query('DROP TABLE one')
  await t.rejects(upgrade(db), { message: /3_missing failed.*nope.*doesn't exist/ })
})
