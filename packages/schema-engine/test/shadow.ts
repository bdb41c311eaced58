import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import t from 'tap'
import { applyMigrations } from '../src/index.js'
import { Project } from './fixtures/project.js'
import { PASSWORD, startServer } from './fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)

const DIFF = 'migrate diff --from-migrations prisma/migrations --to-schema prisma/schema'

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  t.test(`${signal} in the middle of a migration leaves no shadow database`, async (t) => {
    const project = new Project(t, server.url({ database: 'postgres' }))
    project.migration('1_slow', `SELECT pg_sleep(${signal === 'SIGINT' ? 601 : 602});`)
    const cli = project.start(DIFF)
    const shadow = await eventually(() => sleeper(signal === 'SIGINT' ? 601 : 602))

    // Like the keyboard: to the CLI and all that it has started.
    process.kill(-Number(cli.pid), signal)
    await once(cli, 'exit')
    await eventually(async () => !(await server.databases()).includes(shadow))
    t.pass('it is gone')
  })
}

t.test('a migration that fails leaves no shadow database', async (t) => {
  const project = new Project(t, server.url({ database: 'postgres' }))
  project.migration('1_bad', 'SELECT 1/0;')
  const { code, output } = await project.prisma(DIFF)
  t.equal(code, 1)
  t.match(output, /P3006[\s\S]*1_bad[\s\S]*division by zero/)
  const shadows = (await server.databases()).filter((name) => name.startsWith('prisma_migrate_shadow_db_'))
  t.strictSame(shadows, [])
})

t.test('a role that may not create databases is told what to do, which helps', async (t) => {
  const url = server.url({ database: 'shop', user: 'clerk' })
  const shadow = server.url({ database: 'aside', user: 'clerk' })
  const admin = server.url({ database: 'postgres' })
  await server.query(admin, `CREATE ROLE clerk LOGIN PASSWORD '${PASSWORD}'`)
  await server.query(admin, 'CREATE DATABASE shop OWNER clerk')
  await server.query(admin, 'CREATE DATABASE aside OWNER clerk')
  await server.query(shadow, 'CREATE TABLE "User" (left_over int)')

  const project = new Project(t, url)
  project.migration('1_init', 'CREATE TABLE "User" (id serial PRIMARY KEY, name text NOT NULL);')
  await applyMigrations({ url, migrations: project.migrations })
  const refused = await project.prisma(DIFF)
  t.match(refused, { code: 1, output: /P3014[\s\S]*permission denied[\s\S]*shadowDatabaseUrl/ })

  const compared = await project.prisma(DIFF, { env: { SHADOW_DATABASE_URL: shadow } })
  t.match(compared, { code: 0, output: /No difference detected/ })
  t.ok((await server.databases()).includes('aside'), 'a database of the user is not dropped')
})

t.test('a shadow database that is the main one is refused, and the data stay', async (t) => {
  const url = server.url({ database: 'precious' })
  const sameByOtherName = (host: string, query: string) => {
    const other = new URL(url)
    other.hostname = host
    return `${other.href}${query}`
  }
  await server.query(server.url({ database: 'postgres' }), 'CREATE DATABASE precious')
  await server.query(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const project = new Project(t, url)
  project.migration('1_init', 'CREATE TABLE "User" (id serial PRIMARY KEY, name text NOT NULL);')

  for (const shadow of [url, sameByOtherName('elsewhere', '&schema=shadow&application_name=other')]) {
    const refused = await project.prisma(DIFF, { env: { SHADOW_DATABASE_URL: shadow } })
    t.match(refused, { code: 1, output: /shadowDatabaseUrl leads to the database of the project.*precious/ })
    t.strictSame(await server.query(url, 'SELECT answer FROM kept'), [{ answer: 42 }])
  }
})

t.test('a shadow database is not emptied when the main one does not answer', async (t) => {
  const shadow = server.url({ database: 'reachable' })
  await server.query(server.url({ database: 'postgres' }), 'CREATE DATABASE reachable')
  await server.query(shadow, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const wrongPassword = new URL(shadow)
  wrongPassword.password = 'guess'
  const project = new Project(t, wrongPassword.href)
  project.migration('1_init', 'CREATE TABLE "User" (id serial PRIMARY KEY, name text NOT NULL);')

  const refused = await project.prisma(DIFF, { env: { SHADOW_DATABASE_URL: shadow } })
  t.match(refused, { code: 1, output: /Authentication failed/ })
  t.strictSame(await server.query(shadow, 'SELECT answer FROM kept'), [{ answer: 42 }])
})

/** The database in which somebody sleeps for so long. */
async function sleeper(seconds: number): Promise<string | undefined> {
  const rows = await server.query(
    server.url({ database: 'postgres' }),
    `SELECT datname FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(${seconds});'`
  )
  return rows[0] && String(rows[0].datname)
}

/** Asks again and again, as a database tells nobody of itself. The time-out of tap ends it. */
async function eventually<T>(ask: () => Promise<T>): Promise<NonNullable<T>> {
  for (;;) {
    const answer = await ask()
    if (answer) return answer
    await delay(50)
  }
}
