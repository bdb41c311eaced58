import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { larderDb } from './fixtures/larder-db-process.js'
import { makeProject } from './fixtures/prisma-project.js'

const PERSON = `model Person {
  id   Int    @id @default(autoincrement())
  name String @db.VarChar(40)

  @@map("people")
}
`

test('larder-db check tells what it can where the migrations cannot be replayed', async (t) => {
  const project = await makeProject(t, PERSON)
  project.write('1_init', 'migration.sql', 'CREATE TABLE people (id int); VACUUM people;')
  const { code, stderr } = await project.verb('check')
  t.equal(code, 1)
  t.match(
    stderr,
    /^pending +1_init is not applied.*\nunknown +Models and database could not be compared[\s\S]*VACUUM/
  )
})

test('larder-db uses DATABASE_URL where the configuration names no database', async (t) => {
  const project = await makeProject(t, PERSON)
  project.write('1_init', 'migration.sql', 'CREATE TABLE people (id int)')
  writeFileSync(path.join(project.folder, 'prisma.config.ts'), "export default { schema: 'prisma/schema' }\n")
  t.match(await project.verb('upgrade'), { code: 0 })
  t.same(await project.query('SELECT count(*)::int FROM people'), [{ count: 0 }])
})

test('larder-db migrate refuses', async (t) => {
  const project = await makeProject(t, PERSON)
  project.write('20260101000000_init', 'migration.sql', 'SELECT 1;')
  t.match(await project.larderDb('migrate'), { code: 1, stderr: /required option '-m, --message/ })
  t.match(await project.verb('migrate', '-m', '!?'), { code: 1, stderr: /no letter and no digit/ })
  t.match(await project.verb('migrate', '-m', 'Init'), {
    code: 1,
    stderr: /There is a migration 20260101000000_init already/
  })
  t.same(project.migrations(), ['20260101000000_init'])
})

test('extensions are left out of the comparisons, and of the way back', async (t) => {
  const project = await makeProject(t, 'model Person {\n  id Int @id\n  name String @db.Citext\n}\n')
  const datasource = `generator client {
  provider        = "prisma-client"
  output          = "client"
  previewFeatures = ["views", "postgresqlExtensions"]
}

datasource db {
  provider   = "postgresql"
  extensions = [citext, crypto(map: "pgcrypto")]
}
`
  writeFileSync(path.join(project.folder, 'prisma/schema/datasource.prisma'), datasource)
  const up = `CREATE EXTENSION IF NOT EXISTS citext; CREATE EXTENSION IF NOT EXISTS pgcrypto;
    CREATE TABLE "Person" (id int NOT NULL, name citext NOT NULL, CONSTRAINT "Person_pkey" PRIMARY KEY (id));`
  project.write('20260101000000_init', 'migration.sql', up)
  t.match(await project.verb('upgrade'), { code: 0 })
  t.match(await project.verb('check'), { code: 0, stdout: 'Models, migrations and database agree.\n' })
  t.match(await project.verb('reverse', 'init'), { code: 0 })
  const down = project.read('20260101000000_init', 'down.sql')
  t.match(down, /^DROP TABLE "Person";$/m)
  for (const name of ['citext', 'pgcrypto']) {
    t.match(
      down,
      `-- Keeps an extension that the migration makes. If nothing else needs it, write: DROP EXTENSION "${name}";`
    )
  }
})

test('larder-db reverse writes the way back of a migration that was made without', async (t) => {
  const project = await makeProject(t, PERSON)
  project.write(
    '20260101000000_init',
    'migration.sql',
    'CREATE TABLE people (id int PRIMARY KEY, name text NOT NULL);'
  )
  project.write('20260102000000_drop', 'migration.sql', 'ALTER TABLE people DROP COLUMN name;')
  t.match(await project.verb('reverse', 'drop'), {
    code: 0,
    stdout: 'Written: prisma/migrations/20260102000000_drop/down.sql\n'
  })
  t.match(
    project.read('20260102000000_drop', 'down.sql'),
    /-- Fails where the table has rows: "name" is required.*\nALTER TABLE "people" ADD COLUMN/
  )
  t.match(await project.verb('reverse', 'drop'), {
    code: 1,
    stderr: /20260102000000_drop has a down\.sql already/
  })
})

test('larder-db says in one line', async (t) => {
  const project = await makeProject(t, PERSON)
  project.write('1_init', 'migration.sql', 'SELECT 1;')
  const at = async (url: string, ...args: string[]) => {
    const { code, stderr } = await larderDb(project.folder, url, ...args).ended
    return { code, lines: stderr.trimEnd().split('\n') }
  }
  t.match(await at('postgresql://larder:s3cret@127.0.0.1:1/shop', 'upgrade'), {
    code: 1,
    lines: [/^larder-db: The database server at 127\.0\.0\.1:1 cannot be reached/]
  })
  const none = new URL(project.url)
  none.pathname = 'larder_test_none'
  t.match(await at(none.href, 'history'), {
    code: 1,
    lines: [/^larder-db: There is no database larder_test_none/]
  })
  t.match(await at('mssql://localhost/shop', 'current'), {
    code: 1,
    lines: [/^larder-db: The database URL is not one of PostgreSQL/]
  })
  t.match(await at('mysql://localhost', 'current'), {
    code: 1,
    lines: [/^larder-db: The database URL names no database\. It should look like mysql:/]
  })
  t.match(await at('mysql://larder:s3cret@127.0.0.1:1/shop', 'upgrade'), {
    code: 1,
    lines: [/^larder-db: The database server at 127\.0\.0\.1:1 cannot be reached/]
  })
  const outside = await larderDb('/', project.url, 'history').ended
  t.match(outside, { code: 1, stderr: /^larder-db: There is no prisma\.config\.ts in \/ or above.*\n$/ })
})

test('larder-db --version', async (t) => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  t.match(await larderDb('/', '', '--version').ended, { code: 0, stdout: `${version}\n` })
})
