import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import t, { type Test } from 'tap'
import { checkTwins, refuseMarkedPlaces, writeMissingTwins } from '../src/index.js'
import { adviseBothForms } from '../src/mysql/twins-folder.js'

const FILES = {
  '1_init': { 'migration.sql': 'CREATE TABLE "a" ("id" INTEGER);', 'down.sql': 'DROP TABLE "a";' },
  '2_fill': { 'migration.sql': '-- All of them.\nUPDATE "a" SET "id" = 1;\n' }
}

t.test('a project without a folder for MySQL gets no twins', async (t) => {
  const folder = path.join(t.testdir({ migrations: FILES }), 'migrations')
  t.strictSame(await writeMissingTwins(folder), [])
  t.strictSame(await checkTwins(folder), [])
})

t.test('twins are written where they are missing, and say what a person has to do', async (t) => {
  const { folder, twin } = makeProject(t)
  t.strictSame(
    (await checkTwins(folder)).map(({ kind, file }) => `${kind} ${path.relative(folder, file)}`),
    [
      'missing ../mysql/migrations/1_init/migration.sql',
      'missing ../mysql/migrations/1_init/down.sql',
      'missing ../mysql/migrations/2_fill/migration.sql'
    ]
  )
  const marked = twin('2_fill/migration.sql')
  t.match(await writeMissingTwins(folder), [
    { file: twin('1_init/migration.sql'), todo: [] },
    { file: twin('1_init/down.sql'), todo: [] },
    { file: marked, todo: [/migration\.sql:4: translate line 2 of 2_fill\/migration\.sql by hand: .*rows/] }
  ])
  t.match(await checkTwins(folder), [{ kind: 'marked', file: marked, line: 4 }])
  const message = /^MySQL's form of 2_fill\/migration\.sql is not complete: .* line 4 by hand/
  t.throws(() => refuseMarkedPlaces(readFileSync(marked, 'utf8')), { message })

  const [title] = readFileSync(marked, 'utf8').split('\n')
  writeFileSync(marked, `${title}\n\nUPDATE a SET id = 1;\n`)
  t.strictSame(await checkTwins(folder), [])
  refuseMarkedPlaces(readFileSync(marked, 'utf8'))
  t.strictSame(await writeMissingTwins(folder), [], 'and never over what is there')
})

t.test('a twin shows that its migration has changed, or has gone', async (t) => {
  const { folder, twin } = makeProject(t)
  await writeMissingTwins(folder)
  const file = path.join(folder, '1_init/down.sql')
  const down = readFileSync(file, 'utf8')
  writeFileSync(file, `${down} -- now\r\n`)
  rmSync(path.join(folder, '2_fill'), { recursive: true })
  const [stale, ...others] = await checkTwins(folder)
  t.match(
    [stale, ...others],
    [
      { kind: 'stale', file: twin('1_init/down.sql') },
      { kind: 'extra', file: twin('2_fill') }
    ]
  )
  const text = readFileSync(twin('1_init/down.sql'), 'utf8')
  writeFileSync(twin('1_init/down.sql'), text.replace(/SHA-256 \w+/, `SHA-256 ${stale?.hash}`))
  writeFileSync(file, `${down} -- now\n`)
  t.match(await checkTwins(folder), [{ kind: 'extra' }], 'whatever its line ends')
})

t.test('the folder for MySQL leads to both, too', async (t) => {
  const { folder, twin } = makeProject(t)
  t.equal((await writeMissingTwins(twin('.'))).length, 3)
  t.match(await checkTwins(twin('.')), [{ kind: 'marked' }])
  rmSync(folder, { recursive: true })
  t.strictSame(await checkTwins(twin('.')), [], 'and is on its own in a project for MySQL alone')
})

t.test('a migration that is not written yet has its twin already', async (t) => {
  const { folder, twin } = makeProject(t)
  const script = 'ALTER TABLE "a" ADD COLUMN "b" INTEGER;'
  await writeMissingTwins(folder, [{ name: '3_b', script }])
  t.match(readFileSync(twin('3_b/migration.sql'), 'utf8'), 'ADD COLUMN `b` INTEGER NULL;')
  t.notOk(existsSync(path.join(folder, '3_b')))
})

t.test('a migration that is made for MySQL alone tells how to make both', async (t) => {
  const { folder, twin } = makeProject(t)
  t.match(
    adviseBothForms(path.dirname(twin('3_b')), '3_add_b'),
    /^3_add_b is for .*migrate -m add_b" without/
  )
  t.equal(adviseBothForms(folder, '3_add_b'), undefined, 'PostgreSQL makes them')
  rmSync(folder, { recursive: true })
  t.equal(adviseBothForms(path.dirname(twin('3_b')), '3_add_b'), undefined, 'there are no both')
})

function makeProject(t: Test) {
  const root = t.testdir({ migrations: FILES, mysql: { migrations: {} } })
  return {
    folder: path.join(root, 'migrations'),
    twin: (file: string) => path.join(root, 'mysql/migrations', file)
  }
}
