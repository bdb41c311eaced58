import { createClient, type PrismaClient, queryRows, shippedMigrations, statement } from '@larder/database'
import { upgrade } from '@larder/migrations'
import { type Test, test } from 'tap'
import { Type } from 'typebox'
import { request } from 'undici'
import { startPgbouncer } from '../fixtures/database-proxies.js'
import { startPostgres } from '../fixtures/debian-postgres.js'
import { whyNot } from '../fixtures/debian-tools.js'
import { runGateway } from '../fixtures/gateway-process.js'
import { observe } from '../fixtures/observed-load.js'
import { serveShop } from '../fixtures/served-shop.js'

// The usual remedies for "unsupported startup parameter".
const AS_SHIPPED = ''
const PERMISSIVE = 'ignore_startup_parameters = statement_timeout, options'

test('behind PgBouncer, which pools transactions', {
  skip: whyNot('postgresql-15', 'pgbouncer')
}, async (t) => {
  const server = await startPostgres(t)
  await upgrade({ url: server.url, migrations: shippedMigrations })

  for (const settings of [AS_SHIPPED, PERMISSIVE]) {
    await t.test(`configured with "${settings}"`, async (t) => {
      const url = await startPgbouncer(t, server, settings)

      await t.test('the gateway refuses to start, and names the setting', async (t) => {
        const { exit, output } = runGateway(t, ['start', '--bind', '127.0.0.1:0'], { DATABASE_URL: url })
        t.equal(await exit, 1)
        t.match(output(), /^gateway: The database .*turn on the setting "pooler"/m)
        t.equal(output().trim().split('\n').length, 1)
      })

      await t.test('with the setting it serves', async (t) => {
        const shop = await serveShop(
          t,
          ['-w', '2', '--pool-size', '4', '--pooler', 'on'],
          {
            DATABASE_URL: url
          },
          server.url
        )
        const before = await shop.db.cartLine.count()
        const load = observe(t, shop.origin, { good: shop.good, visitors: 12 })
        await load.reaches(2_000)
        await load.stop()
        t.same(load.failures, [])
        t.same([...new Set(load.answers.map(({ status }) => status))], [200])
        t.equal((await shop.db.cartLine.count()) - before, load.answers.length / 2)
        t.equal((await request(`${shop.origin}/readyz`)).statusCode, 200)
      })

      await t.test('a schema that the role does not have is refused, not replaced by another', async (t) => {
        const elsewhere = `${url}?schema=elsewhere`
        const ask = (db: PrismaClient) =>
          db.$queryRaw<{ schema: string }[]>`SELECT current_schema() AS schema`
        const db = connect(t, elsewhere, { pooler: true })
        await t.rejects(ask(db), /ALTER ROLE .* SET search_path = "elsewhere"/)
        await t.rejects(ask(connect(t, elsewhere)), /turn on the setting "pooler"/)
      })
    })
  }

  await t.test('migrations are refused, whose lock it would lose', async (t) => {
    const url = await startPgbouncer(t, server)
    await t.rejects(upgrade({ url, migrations: shippedMigrations }), {
      code: 'SCHEMA_ENGINE_ERR_POOLED',
      message: /Use the address of the server itself/
    })
  })

  await t.test(
    'no statement gets the rows of another, not even where nothing was noticed at the start',
    async (t) => {
      const url = await startPgbouncer(t, server)
      // Without a time-out there is no start-up parameter that the pooler could drop.
      const clients = ['one', 'other'].map((who) => ({
        who,
        db: connect(t, url, { statementTimeout: 0 }),
        statement: statement(Row, `SELECT '${who}' AS who, $1::int AS time`)
      }))
      const errors = new Set<string>()
      const counts = { right: 0, wrong: 0 }
      await Promise.all(
        clients.map(async ({ who, db, statement }) => {
          for (let time = 0; time < 2_000; time++) {
            try {
              const [row] = await queryRows(db, statement, [time])
              counts[row?.who === who && row.time === time ? 'right' : 'wrong'] += 1
            } catch (error) {
              errors.add(error instanceof Error ? error.message : String(error))
            }
          }
        })
      )
      t.equal(counts.wrong, 0)
      t.ok(counts.right > 0)
      t.ok(errors.size > 0)
      for (const error of errors) t.match(error, /turn on the setting "pooler"/)
    }
  )
})

const Row = Type.Object({ who: Type.String(), time: Type.Integer() })

function connect(t: Test, url: string, options: { pooler?: boolean; statementTimeout?: number } = {}) {
  const db = createClient(url, { poolSize: 1, ...options })
  t.teardown(() => db.$disconnect())
  return db
}
