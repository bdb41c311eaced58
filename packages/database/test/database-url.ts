import database, { sslmodeAdvice } from '@larder/database'
import Fastify from 'fastify'
import { test } from 'tap'

test('a URL that is none is refused at boot, and not repeated', async (t) => {
  for (const [url, message] of [
    [undefined, /The database URL is missing/],
    ['', /The database URL is missing/],
    ['nonsense', /The database URL is not one of PostgreSQL/],
    ['sqlite://larder:secret@host/shop', /The database URL is not one of PostgreSQL, MySQL or MariaDB/],
    ['mysql://larder:secret@host/', /The database URL names no database/]
  ] as const) {
    const app = Fastify()
    // As in JavaScript, where DATABASE_URL is not set.
    app.register(database, Object.assign({ url: 'postgresql://x/y' }, { url }))
    const error = await app.ready().then(
      () => undefined,
      (error) => error
    )
    t.match(error, { code: /^(DATABASE|MYSQL)_ERR_URL$/, message })
    t.notMatch(error.message, /secret/)
    await app.close().catch(() => {})
  }
})

test('a loose sslmode has an advice, and no warning of the driver', async (t) => {
  const warned: Error[] = []
  const warn = (warning: Error) => warned.push(warning)
  process.on('warning', warn)
  t.teardown(() => process.off('warning', warn))
  const url = 'postgresql://larder@127.0.0.1:1/none?sslmode=require'
  t.match(sslmodeAdvice(url), /sslmode=require .*Write sslmode=verify-full/)
  t.equal(sslmodeAdvice(url.replace('require', 'verify-full')), undefined)

  const app = Fastify().register(database, { url })
  t.teardown(() => app.close())
  await app.ready()
  await t.rejects(app.db.$queryRaw`SELECT 1`)
  t.same(warned, [])
})
