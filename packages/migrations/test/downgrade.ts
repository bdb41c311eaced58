import { withoutMariadb } from '@larder/mysql/testing'
import { type Test, test } from 'tap'
import { downgrade } from '../src/apply/downgrade.js'
import { stamp } from '../src/apply/stamp.js'
import { BASE } from '../src/history/read-migrations.js'
import { upgrade } from '../src/index.js'
import { makeMigrations, type Scripts } from './fixtures/migrations.js'
import { makeMysqlMigrations } from './fixtures/mysql-migrations.js'

const HISTORY: Record<string, Scripts> = {
  '1_one': { up: 'CREATE TABLE one (id int)', down: 'DROP TABLE one' },
  '2_two': { up: 'ALTER TABLE one ADD two text', down: 'ALTER TABLE one DROP two' },
  '3_three': { up: 'ALTER TABLE one ADD three text', down: 'ALTER TABLE one DROP three' }
}

for (const { server, make, skip } of [
  { server: 'PostgreSQL', make: makeMigrations, skip: false },
  { server: 'MySQL', make: makeMysqlMigrations, skip: withoutMariadb }
] as const) {
  test(`downgrade on ${server}`, { skip }, async (t) => {
    const upgraded = async (t: Test) => {
      const project = await make(t, HISTORY)
      await upgrade(project.db)
      return project
    }

    t.test('undoes the last migration, which is pending then', async (t) => {
      const { query, db } = await upgraded(t)
      t.same(await downgrade({ ...db, to: 0 }), [])
      t.same(await downgrade(db), ['3_three'])
      t.match(await query(PENDING), [{ name: '3_three' }])
      t.same(await upgrade(db), ['3_three'])
      t.same(await query(PENDING), [])
    })

    t.test('undoes as many as is asked, the latest first', async (t) => {
      const { query, db } = await upgraded(t)
      t.same(await downgrade({ ...db, to: 2 }), ['3_three', '2_two'])
      await t.rejects(query('SELECT two FROM one'))
      t.same(await query('SELECT id FROM one'), [])
      t.same(await downgrade({ ...db, to: 9 }), ['1_one'], 'and no more than there are')
      t.same(await downgrade(db), [])
    })

    t.test('undoes what came after one, or all', async (t) => {
      const { db } = await upgraded(t)
      t.same(await downgrade({ ...db, to: 'two' }), ['3_three'])
      t.same(await downgrade({ ...db, to: 'two' }), [])
      t.same(await downgrade({ ...db, to: BASE }), ['2_two', '1_one'])
    })

    t.test('refuses to lose data', async (t) => {
      const { query, db } = await upgraded(t)
      await query("INSERT INTO one VALUES (1, 'x', NULL), (2, 'y', NULL)")
      await t.rejects(downgrade({ ...db, to: 2 }), { message: /"one"\."two": 2 rows/ })
      t.same(await query(PENDING), [], 'not even the one without loss')
      t.same(await downgrade({ ...db, to: 2, acceptDataLoss: true }), ['3_three', '2_two'])
    })

    t.test('makes no database where there is none', async (t) => {
      const { db } = await make(t, HISTORY)
      const url = Object.assign(new URL(db.url), { pathname: 'larder_test_none' }).href
      await t.rejects(downgrade({ ...db, url }), { message: /no database larder_test_none/ })
      await t.rejects(stamp({ ...db, url, to: 'one' }), { message: /no database/ })
    })

    t.test('stamp records what was done by hand, and runs nothing', async (t) => {
      const { query, db } = await make(t, HISTORY)
      await query('CREATE TABLE one (id int, two text)')
      await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_NOT_EMPTY' })
      t.same(await stamp({ ...db, to: 'two' }), { applied: ['1_one', '2_two'], undone: [] })
      t.same(await upgrade(db), ['3_three'])
      t.same(await stamp({ ...db, to: '3_three' }), { applied: [], undone: [] })
      t.same(await stamp({ ...db, to: BASE }), { applied: [], undone: ['1_one', '2_two', '3_three'] })
    })
  })
}

test('downgrade', async (t) => {
  t.test('goes by the order in which they were applied', async (t) => {
    const { write, db } = await upgraded(t)
    write('0_late', { up: 'CREATE TABLE late ()', down: 'DROP TABLE late' })
    await upgrade(db)
    t.same(await downgrade(db), ['0_late'])
  })

  t.test('leaves all as it was where a script fails', async (t) => {
    const { query, write, db } = await upgraded(t)
    write('3_three', { down: 'ALTER TABLE one DROP three;\nALTER TABLE one DROP nope;' })
    await t.rejects(downgrade(db), {
      code: 'MIGRATIONS_ERR_FAILED',
      message: /3_three failed at line 2 of its down\.sql/
    })
    t.match(await query(PENDING), [])
    await t.resolves(query('SELECT three FROM one'))
  })

  t.test('says how far it came with a script that cannot run in a transaction', async (t) => {
    const { query, db } = await halfUndone(t)
    await t.rejects(downgrade(db), {
      code: 'MIGRATIONS_ERR_HALF_DONE',
      message: /Of its 3 statements the first 2 are done/
    })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_HALF_UNDONE', message: /larder-db downgrade$/ })
    t.same(await stamp({ ...db, to: 'two' }), { applied: [], undone: ['3_three'] })
    t.same(await query(PENDING), [{ name: '3_three' }])
  })

  t.test('goes on from there once the cause is mended, and no further', async (t) => {
    const { query, db } = await halfUndone(t)
    await query('CREATE TABLE nope ()')
    t.same(await downgrade({ ...db, to: 2 }), ['3_three'])
    t.same(await query(PENDING), [{ name: '3_three' }])
  })

  t.test('does not count as done what a transaction of the script took back', async (t) => {
    const { write, db } = await upgraded(t)
    write('3_three', { down: 'VACUUM one; BEGIN; ALTER TABLE one DROP three; DROP TABLE nope; COMMIT;' })
    await t.rejects(downgrade(db), { message: /Of its 5 statements the first 1 is done/ })
  })
})

test('downgrade refuses, and changes nothing,', async (t) => {
  t.test('where there is no way back', async (t) => {
    const { query, write, db } = await upgraded(t)
    write('4_four', { up: 'CREATE TABLE four ()' })
    write('5_five', { up: 'CREATE TABLE five ()', down: 'DROP TABLE five' })
    await upgrade(db)
    await t.rejects(downgrade({ ...db, to: 2 }), {
      message: /4_four has no down\.sql.*larder-db reverse 4_four/
    })
    t.match(await query(PENDING), [])
  })

  t.test('to undo what the folder does not have', async (t) => {
    const { query, db } = await upgraded(t)
    await query("UPDATE _prisma_migrations SET migration_name = '4_other' WHERE migration_name = '3_three'")
    await t.rejects(downgrade(db), { message: /4_other is applied, but not in the folder/ })
  })

  t.test('to go down to what is not applied', async (t) => {
    const { db } = await upgraded(t)
    await downgrade(db)
    await t.rejects(downgrade({ ...db, to: 'three' }), { message: /3_three is not applied/ })
    await t.rejects(downgrade({ ...db, to: 'four' }), { message: /no migration four/ })
  })
})

test('stamp', async (t) => {
  t.test('settles a migration that has failed', async (t) => {
    const { query, write, db } = await upgraded(t)
    write('4_four', { up: 'CREATE TABLE four ()' })
    await query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '4_four')")
    t.same(await stamp({ ...db, to: 'four' }), { applied: ['4_four'], undone: [] })
    t.same(await upgrade(db), [])
  })
})

async function upgraded(t: Test) {
  const project = await makeMigrations(t, HISTORY)
  await upgrade(project.db)
  return project
}

/** The last statement of the last migration's down.sql was refused: there is no table `nope`. */
async function halfUndone(t: Test) {
  const project = await upgraded(t)
  project.write('3_three', {
    down: 'ALTER TABLE one DROP three; CREATE INDEX CONCURRENTLY i ON one (id); DROP TABLE nope;'
  })
  await t.rejects(downgrade(project.db), { code: 'MIGRATIONS_ERR_HALF_DONE' })
  return project
}

/** What Prisma takes for not applied. */
const PENDING = `
  SELECT migration_name AS name FROM _prisma_migrations GROUP BY 1
  HAVING MAX(CASE WHEN finished_at IS NOT NULL AND rolled_back_at IS NULL THEN 1 ELSE 0 END) = 0`
