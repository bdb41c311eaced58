import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { withoutMariadb } from '@larder/mysql/testing'
import { test } from 'tap'
import { makeMysqlMigrations } from './fixtures/mysql-migrations.js'
import { runVerb } from './fixtures/run-verb.js'

const MODELS = `datasource db {
  provider = "mysql"
}

model Person {
  id   Int     @id @default(autoincrement())
  name String  @db.VarChar(40)
  age  Int?

  @@map("people")
}
`
const CONFIG = "export default { schema: 'people.prisma', migrations: { path: 'migrations' } }\n"
const INIT = {
  up: 'CREATE TABLE `people` (\n    `id` INTEGER NOT NULL AUTO_INCREMENT,\n    `name` VARCHAR(40) NOT NULL,\n    PRIMARY KEY (`id`)\n) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;\n',
  down: 'DROP TABLE `people`;\n'
}
const AGE = {
  up: 'ALTER TABLE `people` ADD COLUMN `age` INTEGER NULL;\n',
  down: 'ALTER TABLE `people` DROP COLUMN `age`;\n'
}

test('the verbs of larder-db on MySQL', { skip: withoutMariadb }, async (t) => {
  const { db, url, query, write } = await makeMysqlMigrations(t, {
    '20260101000000_init': INIT,
    '20260102000000_age': AGE
  })
  const folder = path.dirname(db.migrations)
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(path.join(folder, 'prisma.config.ts'), CONFIG)
  writeFileSync(path.join(folder, 'people.prisma'), MODELS)
  const verb = (...args: string[]) => runVerb(t, folder, url, args)

  await t.test('upgrade, current and history tell where the database is', async (t) => {
    t.match(await verb('upgrade', '--to', 'init'), { code: 0, stdout: 'Applied 20260101000000_init.\n' })
    t.match(await verb('current'), { stdout: '20260101000000_init (1 pending)\n' })
    t.match(await verb('history'), {
      code: 0,
      stdout:
        /^NAME .*\n20260101000000_init +2026-01-01 00:00 +[-\d]+ [:\d]+ +people +down\.sql\n20260102000000_age +2026-01-02 00:00 +pending +people +down\.sql\n$/
    })
  })

  await t.test('sql prints the script, which does and records what upgrade would', async (t) => {
    const { stdout } = await verb('sql', '--from', 'init')
    t.match(stdout, /^-- 20260102000000_age\nALTER TABLE `people`[^;]*;\nINSERT INTO _prisma_migrations/)
    t.notMatch(stdout, 'BEGIN')
    for (const statement of stdout.split(/;$/m)) if (statement.trim()) await query(statement)
    t.match(await verb('upgrade'), { stdout: 'There was nothing to apply.\n' })
    t.match(await verb('current'), { stdout: '20260102000000_age (head)\n' })
    t.match((await verb('sql')).stdout, /^CREATE TABLE IF NOT EXISTS _prisma_migrations/)
    t.match(
      (await verb('sql', '--from', 'age', '--to', 'init')).stdout,
      /^-- Undoes 20260102000000_age\nALTER/
    )
  })

  await t.test('sql refuses a script that waits for a person', async (t) => {
    write('20260103000000_marked', {
      up: '-- TO TRANSLATE BY HAND (line 3): an UPDATE\n--   UPDATE people;\n'
    })
    t.match(await verb('sql', '--from', 'age'), { code: 1, stdout: '', stderr: /line 1/ })
    rmSync(path.join(db.migrations, '20260103000000_marked'), { recursive: true })
  })

  await t.test('downgrade and stamp', async (t) => {
    await query("INSERT INTO people (name, age) VALUES ('Anna', 30)")
    t.match(await verb('downgrade'), { code: 1, stderr: /\n {2}column "people"\."age": 1 rows\n/ })
    t.match(await verb('downgrade', '--accept-data-loss'), { stdout: 'Undid 20260102000000_age.\n' })
    await query('ALTER TABLE people ADD COLUMN age INTEGER NULL')
    t.match(await verb('stamp', 'age'), { stdout: 'Recorded as applied: 20260102000000_age.\n' })
  })

  await t.test('check compares database, migrations and models', async (t) => {
    t.match(await verb('check'), { code: 0, stdout: 'Models, migrations and database agree.\n' })
    await query('ALTER TABLE people ADD COLUMN hand INTEGER NULL')
    writeFileSync(path.join(folder, 'people.prisma'), MODELS.replace('VarChar(40)', 'VarChar(50)'))
    const { code, stderr } = await verb('check')
    t.equal(code, 1)
    t.match(stderr, /^models +The models have changes[\s\S]*name/m)
    t.match(stderr, /^drift +The database is not[\s\S]*hand/m)
    await query('ALTER TABLE people DROP COLUMN hand')
    write('20260103000000_bad', { up: 'ALTER TABLE nope ADD COLUMN a INT;' })
    t.match((await verb('check')).stderr, /^pending .*_bad[\s\S]*^unknown .*\n.*20260103000000_bad/m)
    rmSync(path.join(db.migrations, '20260103000000_bad'), { recursive: true })
  })

  await t.test('reverse writes the way back', async (t) => {
    rmSync(path.join(db.migrations, '20260102000000_age/down.sql'))
    t.match(await verb('reverse', 'age'), { code: 0 })
    const down = readFileSync(path.join(db.migrations, '20260102000000_age/down.sql'), 'utf8')
    t.match(down, /drop the column `age`[\s\S]*^ALTER TABLE `people`\s+DROP COLUMN `age`;$/m)
    t.match(await verb('downgrade'), { stdout: 'Undid 20260102000000_age.\n' })
  })

  await t.test('current names a migration that is half done', async (t) => {
    t.match(await verb('upgrade'), { code: 0 })
    write('20260103000000_half', { up: 'ALTER TABLE people ADD COLUMN half INT; UPDATE nope SET a = 1;' })
    t.match(await verb('upgrade'), { code: 1 })
    t.match(await verb('current'), { stdout: '20260102000000_age (20260103000000_half failed)\n' })
  })

  await t.test('dump names the program that the server has for it', async (t) => {
    t.match(await verb('dump', 'people.dump'), {
      code: 1,
      stderr: /^larder-db: .*mysqldump --single-transaction/
    })
  })
})
