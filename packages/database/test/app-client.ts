// By its name, since what it adds to Fastify's types can be declared once only.
import database, {
  type PrismaClient as Client,
  createClient,
  inTransaction,
  poolFigures,
  queryRows,
  statement,
  Timestamp
} from '@larder/database'
import { until } from '@larder/until'
import { PrismaPg } from '@prisma/adapter-pg'
import Fastify from 'fastify'
import { type Test, test } from 'tap'
import { Type } from 'typebox'
import { PrismaClient } from '../src/generated/client.js'
import { backendOf, makeDatabase, migrate, observer } from './fixtures/own-database.js'

test("on the app's own client", async (t) => {
  const url = await makeDatabase(t)
  await migrate(url)

  await t.test('which the app opened, and closes', async (t) => {
    const client = openOwn(t, url)
    const app = Fastify().register(database, { client })
    await app.ready()
    t.equal(app.db, client)
    const before = await backendOf(client)
    t.equal(await backendOf(app.db), before, 'there is one pool, of one connection')
    await app.close()
    t.equal(await backendOf(client), before, 'and it is open still')
  })

  await t.test('statements of our own run as on ours, in its pool', async (t) => {
    const app = Fastify().register(database, { client: openOwn(t, url) })
    t.teardown(() => app.close())
    await app.ready()
    const noon = new Date('2026-03-29T00:30:00.500Z')
    t.same(await queryRows(app.db, LATER, [noon]), [{ at: new Date('2026-03-29T01:30:00.500Z'), count: 3 }])
    t.same(poolFigures(app.db), { busy: 0, idle: 0, waiting: 0 }, 'Larder has no connections')
    const written = inTransaction(app.db, async (tx) => {
      await tx.task.create({ data: { kind: 'a', dedupeKey: 'a', data: '{}' } })
      throw new Error('none of it')
    })
    await t.rejects(written, { message: 'none of it' })
    t.equal(await app.db.task.count(), 0)
  })

  await t.test('whose class it was given: the pool is ours', async (t) => {
    const made: object[] = []
    class Own extends PrismaClient {
      constructor(options: ConstructorParameters<typeof PrismaClient>[0]) {
        super(options)
        made.push(this)
      }
    }
    const app = Fastify().register(database, { url: url.href, PrismaClient: Own, poolSize: 1 })
    await app.ready()
    t.strictSame(made, [app.db])
    await app.db.session.findUnique({ where: { id: 'a' } })
    t.match(await app.db.$queryRaw`SELECT name FROM pg_prepared_statements`, [{ name: /^larder_/ }])
    t.same(poolFigures(app.db), { busy: 0, idle: 1, waiting: 0 })
    await app.close()
    const name = url.pathname.slice(1)
    // The server reads the farewell of a connection after the client has written it.
    await until(async () => {
      const { rowCount } = await observer.query('SELECT FROM pg_stat_activity WHERE datname = $1', [name])
      return rowCount === 0
    }, 'the connections are closed with the app')
  })

  await t.test('which createClient opens: its type is the one Prisma gives it', async (t) => {
    const client: PrismaClient = createClient(url.href, { PrismaClient, poolSize: 1 })
    t.teardown(() => client.$disconnect())
    t.equal(await client.task.count(), 0)
  })

  await t.test('is refused where it was generated for another version of Larder', async (t) => {
    const { models, ...rest } = Reflect.get(openOwn(t, url), '_runtimeDataModel')
    const { Good, Task, ...others } = models
    const fields = Good.fields.filter(({ name }: { name: string }) => name !== 'slug')
    const start = async (models: object) => {
      const client = Object.assign(openOwn(t, url), { _runtimeDataModel: { ...rest, models } })
      await Fastify().register(database, { client }).ready()
    }
    await t.rejects(start({ ...others, Good: { fields } }), {
      code: 'DATABASE_ERR_MODELS',
      message: /lacks .*: Good\.slug, Task\. Run: npx larder-db init && npx prisma generate$/
    })
    await t.rejects(start({}), { message: /: (\w+, ){4}\w+ and \d+ more\./ })
  })
})

const LATER = statement(
  Type.Object({ at: Timestamp, count: Type.Integer() }),
  "SELECT $1::timestamp + interval '1 hour' AS at, 3 AS count"
)

function openOwn(t: Test, url: URL): Client {
  const adapter = new PrismaPg({ connectionString: url.href, max: 1 })
  const client: Client = Reflect.construct(PrismaClient, [{ adapter }])
  t.teardown(() => client.$disconnect())
  return client
}
