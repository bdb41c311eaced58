import { until } from '@larder/until'
import { test } from 'tap'
import { upgrade } from '../src/index.js'
import { applying, deploy, killDeploys, QUICK, SLOW } from './fixtures/killed-deploys.js'
import { makeMigrations } from './fixtures/migrations.js'

test('of several deploys at once', async (t) => {
  t.test('one applies, the others wait and go on', async (t) => {
    const { db, query } = await makeMigrations(t, { '1_slow': SLOW, '2_quick': QUICK })
    const applied = await Promise.all([1, 2, 3, 4].map(() => upgrade(db)))
    t.same(applied.flat(), ['1_slow', '2_quick'])
    t.equal(applied.filter(({ length }) => length > 0).length, 1)
    t.same(await query('SELECT count(*)::int FROM _prisma_migrations'), [{ count: 2 }])
  })

  // Ten times over: test/long/killed-deploys.ts.
  t.test('the one at work may be killed', (t) => killDeploys(t, 1))

  t.test(
    'another goes on where a killed one has stopped in a script that cannot run in a transaction',
    async (t) => {
      const { db, query } = await makeMigrations(t, {
        '1_steps': {
          up: 'CREATE TABLE one (id int); VACUUM one; SELECT pg_sleep(0.5); CREATE TABLE two (id int);'
        }
      })
      const killed = deploy(db)
      await applying(killed)
      await untilTrue(
        query,
        "to_regclass('one') IS NOT NULL AND (SELECT applied_steps_count FROM _prisma_migrations) = 2"
      )
      killed.kill('SIGKILL')
      t.same(await upgrade(db), ['1_steps'])
      t.same(await query("SELECT to_regclass('two')::text AS two"), [{ two: 'two' }])
    }
  )

  t.test('another begins anew where a killed one was at the first statement of such a script', async (t) => {
    const { db, query } = await makeMigrations(t, {
      '1_steps': { up: 'SELECT pg_sleep(0.5); CREATE TABLE one (id int); VACUUM one;' }
    })
    const killed = deploy(db)
    await untilTrue(query, "EXISTS (SELECT FROM pg_tables WHERE tablename = '_prisma_migrations')")
    await untilTrue(query, 'EXISTS (SELECT FROM _prisma_migrations)')
    killed.kill('SIGKILL')
    t.same(await upgrade(db), ['1_steps'])
    t.same(await query('SELECT finished_at IS NOT NULL AS finished FROM _prisma_migrations'), [
      { finished: true }
    ])
  })

  t.test('one may make an index concurrently while others wait', async (t) => {
    const { db, query } = await makeMigrations(t, {
      '1_one': { up: 'CREATE TABLE one (id int)' },
      '2_index': { up: 'SELECT pg_sleep(0.3); CREATE INDEX CONCURRENTLY i ON one (id);' }
    })
    const applied = await Promise.all([1, 2, 3].map(() => upgrade(db)))
    t.same(applied.flat(), ['1_one', '2_index'])
    t.same(await query("SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'i'::regclass"), [
      { valid: true }
    ])
  })

  t.test('one that waits too long says for whom', async (t) => {
    const { db, query } = await makeMigrations(t, { '1_one': QUICK })
    await query('SELECT pg_advisory_lock(72707369)')
    const lines: string[] = []
    const waiting = upgrade({ ...db, lockTimeout: 1, onProgress: (line) => lines.push(line) })
    await t.rejects(waiting, {
      code: 'MIGRATIONS_ERR_LOCKED',
      message: /Another deploy \(session \d+ of \w+.*, there since .*\).*--lock-timeout/
    })
    t.match(lines, [/Another deploy is at work.*Waiting/])
    await query('SELECT pg_advisory_unlock(72707369)')
    t.same(await upgrade(db), ['1_one'])
  })
})

async function untilTrue(
  query: (sql: string) => Promise<{ yes: boolean }[]>,
  condition: string
): Promise<void> {
  await until(async () => {
    const [row] = await query(`SELECT ${condition} AS yes`).catch(() => [])
    return row?.yes
  }, condition)
}
