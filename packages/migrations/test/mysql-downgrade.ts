import { withoutMariadb } from '@larder/mysql/testing'
import { type Test, test } from 'tap'
import { downgrade } from '../src/apply/downgrade.js'
import { stamp } from '../src/apply/stamp.js'
import { upgrade } from '../src/index.js'
import { makeMysqlMigrations } from './fixtures/mysql-migrations.js'
import type { Scripts } from './fixtures/write-migrations.js'

const HISTORY: Record<string, Scripts> = {
  '1_one': { up: 'CREATE TABLE one (id INT)', down: 'DROP TABLE one' },
  '2_two': { up: 'ALTER TABLE one ADD two TEXT', down: 'ALTER TABLE one DROP two' },
  '3_three': { up: 'ALTER TABLE one ADD three TEXT', down: 'ALTER TABLE one DROP three' }
}

// What it does on both servers: downgrade.ts.
test('downgrade, which is no transaction on MySQL,', { skip: withoutMariadb }, async (t) => {
  t.test('leaves all as it was where the first statement fails', async (t) => {
    const { query, write, db } = await upgraded(t)
    write('3_three', { down: 'ALTER TABLE one DROP nope;\nALTER TABLE one DROP three;' })
    await t.rejects(downgrade(db), {
      code: 'MIGRATIONS_ERR_FAILED',
      message: /3_three failed at line 1 of its down\.sql.*\nNothing of it was done/
    })
    t.same(await query(PENDING), [])
    t.match(await query("SELECT * FROM _prisma_migrations WHERE migration_name = '3_three'"), [
      { finished_at: Date, logs: null, applied_steps_count: 1 }
    ])
    t.same(await upgrade(db), [])
  })

  t.test('stops where a statement is refused, and goes on from there', async (t) => {
    const { query, db } = await halfUndone(t)
    await t.rejects(downgrade({ ...db, to: 'one' }), {
      code: 'MIGRATIONS_ERR_HALF_DONE',
      message: /3_three failed at line 2 .*Of its 2 statements the first 1 is done/s
    })
    t.match(await query("SELECT * FROM _prisma_migrations WHERE migration_name = '3_three'"), [
      { finished_at: null, rolled_back_at: null, applied_steps_count: 1, logs: /larder-db downgrade/ }
    ])
    t.match(
      await query('SHOW COLUMNS FROM one'),
      [{ Field: 'id' }, { Field: 'two' }],
      'earlier ones are not undone'
    )
    await t.rejects(upgrade(db), {
      code: 'MIGRATIONS_ERR_HALF_UNDONE',
      message: /3_three is undone in part.*larder-db downgrade$/
    })
    await query('CREATE TABLE late (id INT)')
    t.same(await downgrade({ ...db, to: 'one' }), ['3_three', '2_two'])
    t.same(await upgrade(db), ['2_two', '3_three'])
  })

  t.test('ends only what was interrupted where it is told a number', async (t) => {
    const { query, db } = await halfUndone(t)
    await query('CREATE TABLE late (id INT)')
    t.same(await downgrade({ ...db, to: 2 }), ['3_three'])
  })

  t.test('does not go on with a script that was changed meanwhile', async (t) => {
    const { write, db } = await halfUndone(t)
    write('3_three', { down: 'DROP TABLE late;' })
    await t.rejects(downgrade(db), {
      code: 'MIGRATIONS_ERR_DOWN_EDITED',
      message: /first 1 statements of the down\.sql of 3_three are done/
    })
    t.same(await stamp({ ...db, to: 'two' }), { applied: [], undone: ['3_three'] })
    t.same(await upgrade(db), ['3_three'])
  })
})

async function upgraded(t: Test) {
  const project = await makeMysqlMigrations(t, HISTORY)
  await upgrade(project.db)
  return project
}

/** The second statement of the last migration's down.sql was refused: there is no table `late`. */
async function halfUndone(t: Test) {
  const project = await upgraded(t)
  project.write('3_three', { down: 'ALTER TABLE one DROP three;\nDROP TABLE late;' })
  await t.rejects(downgrade(project.db), { code: 'MIGRATIONS_ERR_HALF_DONE' })
  return project
}

/** What Prisma takes for not applied. */
const PENDING = `
  SELECT migration_name AS name FROM _prisma_migrations GROUP BY 1
  HAVING MAX(finished_at IS NOT NULL AND rolled_back_at IS NULL) = 0`
