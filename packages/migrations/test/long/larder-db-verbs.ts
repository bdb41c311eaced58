import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { makeProject } from '../fixtures/prisma-project.js'

const PERSON = `model Person {
  id   Int    @id @default(autoincrement())
  name String @db.VarChar(40)

  @@map("people")
}
`
const WITH_GENDER = `${PERSON.replace('name ', 'gender Gender?\n  name ')}
enum Gender {
  female
  male
}
`

test('the verbs of larder-db, from the first migration on', async (t) => {
  const project = await makeProject(t, PERSON)
  const { larderDb, verb } = project
  const mysql = path.join(project.folder, 'prisma/mysql/migrations')

  await t.test('say what to do where there is no migration yet', async (t) => {
    for (const name of ['upgrade', 'downgrade', 'history', 'current', 'check', 'sql']) {
      t.match(
        await verb(name),
        { code: 1, stderr: /^larder-db: There are no migrations in .*migrate -m init\n$/ },
        name
      )
    }
  })

  await t.test(
    'migrate calls a migration as it was called, in any script, as far as a file name can',
    async (t) => {
      mkdirSync(mysql, { recursive: true })
      const message = `添加 ${'人'.repeat(100)}`
      t.match(await larderDb('migrate', '-m', message), {
        code: 0,
        stdout: /The way back: prisma\/migrations\/\d{14}_添加_人{77}\/down\.sql/
      })
      t.match(project.migrations(), [/^\d{14}_添加_人{77}$/])
      t.strictSame(readdirSync(mysql), project.migrations())
      t.match(await verb('migrate', '-m', message), {
        code: 1,
        stderr: /There is a migration \d+_添加_人{77} already/
      })
    }
  )

  await t.test('migrate makes a migration as Prisma does, and the way back', async (t) => {
    project.writeModels(WITH_GENDER)
    t.match(await larderDb('migrate', '-m', 'Add gender!'), { code: 0 })
    const [, gender = ''] = project.migrations()
    t.match(gender, /^\d{14}_add_gender$/)
    t.match(project.read(gender, 'migration.sql'), 'ADD COLUMN     "gender" "Gender"')
    t.equal(
      project.read(gender, 'down.sql'),
      '-- AlterTable\n-- Loses data: column "people"."gender".\nALTER TABLE "people" DROP COLUMN "gender";\n\n-- DropEnum\nDROP TYPE "Gender";\n'
    )
    t.match(await verb('check'), { code: 0, stdout: 'Models, migrations and database agree.\n' })
  })

  await t.test('migrate writes both for MySQL, where the project has a folder for that', async (t) => {
    const gender = path.join(mysql, project.migrations()[1] ?? '')
    t.match(
      readFileSync(`${gender}/migration.sql`, 'utf8'),
      "ADD COLUMN `gender` ENUM('female', 'male') NULL;"
    )
    t.match(readFileSync(`${gender}/down.sql`, 'utf8'), 'DROP COLUMN `gender`;')
    rmSync(`${gender}/down.sql`)
    t.match(await verb('check'), {
      code: 1,
      stderr: /^mysql .*_add_gender\/down\.sql is not there: larder-db translate\n$/
    })
    t.match(await verb('translate'), { code: 0, stdout: /^For MySQL: .*_add_gender\/down\.sql\n$/ })
    t.match(await verb('translate'), { code: 0, stdout: 'There was nothing to translate.\n' })
    const marked = '-- TO TRANSLATE BY HAND (line 1): why\n'
    writeFileSync(`${gender}/down.sql`, `${readFileSync(`${gender}/down.sql`, 'utf8')}\n${marked}`)
    t.match(await verb('check'), {
      code: 1,
      stderr: /^mysql .*\/down\.sql:7 waits to be written .* by hand\n$/
    })
    rmSync(path.dirname(mysql), { recursive: true })
    t.match(await verb('check'), { code: 0 })
  })

  await t.test('history, current and check tell where the database is', async (t) => {
    const history = await verb('history')
    t.match(
      history.stdout,
      /^NAME +MADE +APPLIED +MODELS +WAY BACK\n\d{14}_添加_人{77} +[-\d]+ [:\d]+ +[-\d]+ [:\d]+ +people +down\.sql\n/
    )
    t.match(JSON.parse((await verb('history', '--json')).stdout), [
      { name: /_添加_人{77}$/, status: 'applied', edited: false, models: ['people'], reversible: true },
      { name: /_add_gender$/, status: 'applied' }
    ])
    t.match((await verb('current')).stdout, /^\d{14}_add_gender \(head\)\n$/)
  })

  await t.test('downgrade and upgrade go back and forth', async (t) => {
    await project.query("INSERT INTO people (name, gender) VALUES ('Anna', 'female')")
    t.match(await verb('downgrade', '-1'), {
      code: 1,
      stderr: /Nothing was changed.*\n {2}column "people"\."gender": 1 rows\n/
    })
    t.match(await verb('downgrade', '-1', '--accept-data-loss'), {
      code: 0,
      stdout: /^Undid \d{14}_add_gender\.\n$/
    })
    t.match(await verb('current', '--json'), { stdout: /"name": "\d{14}_添加_人{77}",\s+"pending": 1/ })
    t.match(await verb('check'), { code: 1, stderr: /^pending +\d{14}_add_gender is not applied/ })
    t.match(await verb('upgrade'), { code: 0, stdout: /^Applied \d{14}_add_gender\.\n$/ })
    t.match(await verb('upgrade'), { code: 0, stdout: 'There was nothing to apply.\n' })
  })

  await t.test('check finds what is out of order', async (t) => {
    const [init = '', gender = ''] = project.migrations()
    const script = project.read(init, 'migration.sql')
    project.write(init, 'migration.sql', `${script}\n-- more\n`)
    project.write('29991231235959_next', 'migration.sql', 'SELECT 1;')
    project.writeModels(WITH_GENDER.replace('VarChar(40)', 'VarChar(50)'))
    await project.query('ALTER TABLE people ADD COLUMN age int')
    const { code, stderr } = await verb('check')
    t.equal(code, 1)
    t.match(stderr, new RegExp(`^edited +${init} was changed after`, 'm'))
    t.match(stderr, /^pending +29991231235959_next is not applied/m)
    t.match(stderr, /^models +The models have changes[\s\S]*name/m)
    t.match(stderr, /^drift +The database is not[\s\S]*age/m)

    await project.query(
      `UPDATE _prisma_migrations SET migration_name = 'other' WHERE migration_name = '${gender}'`
    )
    const findings = JSON.parse((await verb('check', '--json')).stdout)
    t.match(
      findings.filter(({ kind }: { kind: string }) => kind === 'missing'),
      [{ what: 'other' }]
    )
  })
})
