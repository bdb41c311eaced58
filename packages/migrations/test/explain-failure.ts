import { test } from 'tap'
import { upgrade } from '../src/index.js'
import { makeMigrations } from './fixtures/migrations.js'
import { observer } from './fixtures/own-database.js'

const SETUP = `
  CREATE TYPE "Role" AS ENUM ('GUEST', 'OWNER');
  CREATE TABLE users (email text, role "Role");
  INSERT INTO users VALUES ('a@example.org', 'OWNER'), ('a@example.org', 'OWNER'), ('b@example.org', 'GUEST');`

test('a migration that fails says what is in the way', async (t) => {
  const { query, write, db } = await makeMigrations(t, { '1_setup': { up: SETUP } })
  await upgrade(db)
  for (const [up, said] of [
    [
      'CREATE UNIQUE INDEX emails ON users (email);',
      'could not create unique index "emails". Key (email)=(a@example.org) is duplicated'
    ],
    [
      `CREATE TYPE "Role_new" AS ENUM ('GUEST');
       ALTER TABLE users ALTER COLUMN role TYPE "Role_new" USING ("role"::text::"Role_new");`,
      'invalid input value for enum "Role_new": "OWNER". "users"."role" has it in 2 rows'
    ],
    [
      '\\restrict abc\nCREATE TABLE two ();\n\\unrestrict abc\n',
      'What begins with a backslash is for psql alone, like \\restrict and \\unrestrict of pg_dump'
    ],
    ['CREATE TABLE two ();\n\n\\connect other\n', 'What begins with a backslash is for psql alone']
  ] as const) {
    write('2_bad', { up })
    const error = await upgrade(db).catch((error) => error)
    t.equal(error.code, 'MIGRATIONS_ERR_FAILED')
    t.ok(error.message.includes(said), error.message)
  }
  t.same(await query("SELECT to_regclass('two') AS two"), [{ two: null }], 'and leaves nothing')
})

test('a role that may not make tables is told how to let it', async (t) => {
  const { db } = await makeMigrations(t, { '1_setup': { up: SETUP } })
  const url = new URL(db.url)
  const role = url.pathname.slice(1)
  url.username = role
  url.password = 'secret'
  await observer.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`)
  t.teardown(() => observer.query(`DROP ROLE ${role}`))
  await t.rejects(upgrade({ ...db, url: url.href }), {
    message: /permission denied for schema public\. .*GRANT CREATE ON SCHEMA public TO/
  })
})
