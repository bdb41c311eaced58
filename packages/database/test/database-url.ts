import database from '@larder/database'
import { openPostgres } from '@larder/database/embedded'
import Fastify from 'fastify'
import { test } from 'tap'

test('a URL that is none is refused at boot, and not repeated', async (t) => {
  for (const [url, message] of [
    [undefined, /The database URL is missing/],
    ['', /The database URL is missing/],
    ['nonsense', /The database URL is not one of PostgreSQL/],
    ['mysql://larder:secret@host/shop', /The database URL is not one of PostgreSQL/]
  ] as const) {
    const app = Fastify()
    // As in JavaScript, where DATABASE_URL is not set.
    app.register(database, Object.assign({ url: 'postgresql://x/y' }, { url }))
    const error = await app.ready().then(
      () => undefined,
      (error) => error
    )
    t.match(error, { code: 'DATABASE_ERR_URL', message })
    t.notMatch(error.message, /secret/)
    await app.close().catch(() => {})
  }
})

test('a loose sslmode is told of once, with what to write', async (t) => {
  const told: string[] = []
  const warned: Error[] = []
  const warn = (warning: Error) => warned.push(warning)
  process.on('warning', warn)
  t.teardown(() => process.off('warning', warn))
  const url = 'postgresql://larder@127.0.0.1:1/none?sslmode=require'
  await openPostgres({ url, onProgress: (line) => told.push(line) })
  await openPostgres({ url: url.replace('require', 'verify-full'), onProgress: (line) => told.push(line) })
  t.match(told, [/sslmode=require .*Write sslmode=verify-full/])
  t.equal(told.length, 1)

  const app = Fastify().register(database, { url })
  t.teardown(() => app.close())
  await app.ready()
  await t.rejects(app.db.$queryRaw`SELECT 1`)
  t.same(warned, [])
})
