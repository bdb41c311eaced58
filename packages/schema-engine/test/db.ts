import { existsSync } from 'node:fs'
import path from 'node:path'
import t from 'tap'
import { Project } from './fixtures/project.js'
import { startServer } from './fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)

t.test('push, execute, pull and seed work on one database', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  const pushed = await project.prisma('db push')
  t.match(pushed, { code: 0, output: /in sync with your Prisma schema/ })

  const sql = `INSERT INTO "User" (name) VALUES ('a;b'); ALTER TABLE "User" ADD COLUMN tags text[], ADD COLUMN at timestamptz(3);`
  const executed = await project.prisma('db execute --stdin', { input: sql })
  t.strictSame(await server.query(url, 'SELECT name FROM "User"'), [{ name: 'a;b' }], executed.output)

  const pulled = await project.prisma('db pull')
  t.match(
    project.read('prisma/schema/users.prisma'),
    /tags +String\[\]\n +at +DateTime\? +@db\.Timestamptz\(3\)/,
    pulled.output
  )

  project.write('seed.js', `import { writeFileSync } from 'node:fs'\nwriteFileSync('seeded', 'yes')`)
  const seeded = await project.prisma('db seed')
  t.equal(project.read('seeded'), 'yes', seeded.output)
})

t.test('a script that fails is told in the words of PostgreSQL', async (t) => {
  const project = new Project(t, server.url({ database: 'postgres' }))
  const { code, output } = await project.prisma('db execute --stdin', { input: 'SELECT * FROM nowhere' })
  t.equal(code, 1)
  t.match(output, /ERROR: relation "nowhere" does not exist/)
})

t.test('generate and validate need no database', async (t) => {
  const project = new Project(t, 'postgresql://nobody@localhost:1/nowhere')
  project.write(
    'prisma/schema/client.prisma',
    'generator client {\n  provider = "prisma-client"\n  output = "../../generated"\n}\n'
  )
  const generated = await project.prisma('generate')
  t.ok(existsSync(path.join(project.folder, 'generated/models/User.ts')), generated.output)

  t.match(await project.prisma('validate'), { code: 0, output: /are valid/ })
  project.model('name Strange')
  t.match(await project.prisma('validate'), { code: 1, output: /Type "Strange" is neither a built-in type/ })
})
