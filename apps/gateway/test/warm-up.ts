import { Writable } from 'node:stream'
import { type PrismaClient, poolFigures, queryRows, statement } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import { type Test, test } from 'tap'
import { Type } from 'typebox'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'
import { warmUp } from '../src/shop/warm-up.js'
import { patientUrl } from './fixtures/patient-url.js'

const { config } = readConfig({ flags: { logLevel: 'warn' }, env: {} })

test('an app that is warmed up', async (t) => {
  const { app, access, error } = serve(t, patientUrl(await freshDatabase(t)))
  await app.ready()
  const awaited: string[] = []
  app.warmingUp = true
  await warmUp(app, (what) => awaited.push(what))
  app.warmingUp = false

  t.same(awaited, ['connections to the database', 'its pages'])
  t.ok(poolFigures(app.db).idle >= 4, 'has connections')
  t.ok((await countPrepared(app.db, poolFigures(app.db).idle)) > 3, 'has prepared what its pages ask')
  t.same(error.lines, [], 'nothing is wrong')
  t.same(access.lines, [], 'and was visited by nobody')
  t.notMatch((await app.inject('/metrics')).body, 'http_requests_total{')

  await app.inject('/goods')
  t.equal(access.lines.length, 1)
})

test('an app whose database is away is not kept from serving', async (t) => {
  const { app, error } = serve(t, 'postgresql://nobody@127.0.0.1:1/none')
  await app.ready()
  await warmUp(app, () => {})
  t.equal(error.lines.length, 1)
  t.match(error.lines[0], 'It serves without connections to the database')
  t.equal((await app.inject('/users/login')).statusCode, 200)
})

/** How many statements of others are prepared on so many connections: each is held while the next is asked. */
async function countPrepared(db: PrismaClient, connections: number): Promise<number> {
  if (connections === 0) return 0
  return db.$transaction(async (tx) => {
    const [row] = await queryRows(tx, COUNT_PREPARED)
    // It counts itself.
    return Number(row?.Value) - 1 + (await countPrepared(db, connections - 1))
  })
}

// The columns are those of MySQL's SHOW.
const COUNT_PREPARED = statement(Type.Object({ Variable_name: Type.String(), Value: Type.String() }), {
  postgresql: `SELECT '' AS "Variable_name", count(*)::text AS "Value" FROM pg_prepared_statements`,
  mysql: "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'"
})

function serve(t: Test, url: string) {
  const [access, error] = [new Lines(), new Lines()]
  const app = createServer(config, url, { access, error, reopen() {}, close() {} })
  t.teardown(() => app.close())
  return { app, access, error }
}

class Lines extends Writable {
  readonly lines: string[] = []

  override _write(chunk: Buffer, _encoding: string, done: () => void) {
    this.lines.push(String(chunk))
    done()
  }
}
