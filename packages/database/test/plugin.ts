// By its name, since what it adds to Fastify's types can be declared once only.
import database from '@larder/database'
import Fastify from 'fastify'
import { test } from 'tap'
import { backendOf, makeDatabase, observer, terminate } from './fixtures/own-database.js'

test('the plugin', async (t) => {
  await t.test('gives the app a client, closed with the app', async (t) => {
    const url = await makeDatabase(t)
    const app = Fastify().register(database, { url: url.href })
    app.register(
      async (app) => void app.get('/', () => app.db.$queryRaw`SELECT current_database()::text AS name`)
    )
    const name = url.pathname.slice(1)
    t.same((await app.inject('/')).json(), [{ name }])
    await t.rejects(observer.query(`ALTER DATABASE ${name} RENAME TO ${name}_x`), /being accessed/)
    await app.close()
    await t.resolves(observer.query(`DROP DATABASE ${name}`), 'no connection is left')
  })

  await t.test('does not need the database to start', async (t) => {
    const app = Fastify().register(database, { url: 'postgresql://larder@127.0.0.1:1/larder' })
    t.teardown(() => app.close())
    app.get('/', () => app.db.$queryRaw`SELECT 1`)
    t.equal((await app.inject('/')).statusCode, 500)
  })

  await t.test('logs a connection that is lost, and goes on', async (t) => {
    const url = await makeDatabase(t)
    let write = (_line: string) => {}
    const logged = new Promise<string>((resolve) => {
      write = resolve
    })
    const app = Fastify({ logger: { level: 'warn', stream: { write: (line) => write(line) } } })
    t.teardown(() => app.close())
    app.register(database, { url: url.href, poolSize: 1 })
    await app.ready()
    const before = await backendOf(app.db)
    await terminate(before)
    t.match(JSON.parse(await logged), { level: 40, msg: /terminat/ })
    t.not(await backendOf(app.db), before)
  })
})
