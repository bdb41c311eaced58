import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'tap'
import { DATASOURCE, GOODS, makeApp } from './fixtures/prisma-app.js'

test('larder-db init, in an app for the first time', async (t) => {
  t.test('brings the models, the migrations and what Prisma needs', async (t) => {
    const app = makeApp(t)
    t.match(app.init(), [
      { done: 'added', file: 'prisma.config.mjs' },
      { done: 'added', file: 'prisma/schema.prisma' },
      { done: 'added', file: 'prisma/larder/goods.prisma' },
      { done: 'added', file: 'prisma/larder/users.prisma' },
      { done: 'added', file: /^prisma\/migrations\/\d{14}_larder_20260101000000_init$/ },
      { done: 'added', file: /^prisma\/migrations\/\d{14}_larder_20260102000000_users$/ }
    ])
    t.equal(app.read('prisma/larder/goods.prisma').split('\n').slice(1).join('\n'), GOODS)
    t.match(app.read('prisma/migrations/migration_lock.toml'), 'provider = "postgresql"')
    t.notOk(app.has('prisma/larder/datasource.prisma'), "the datasource is the app's")
    t.match(app.read('prisma/schema.prisma'), /provider += "prisma-client-js"/)
    t.same(app.init(), [], 'once')
  })

  t.test('brings a generator of TypeScript where the app is of that', async (t) => {
    for (const [manifest, format] of [
      ['{ "type": "module" }', 'esm'],
      ['{}', 'cjs']
    ] as const) {
      const app = makeApp(t, { 'tsconfig.json': '{}', 'package.json': manifest })
      app.init()
      const schema = app.read('prisma/schema.prisma')
      t.match(schema, /provider += "prisma-client"\n/)
      t.match(schema, new RegExp(`moduleFormat +\\= "${format}"`))
    }
  })

  t.test('leaves alone what the app has, and says what is to be changed there', async (t) => {
    const app = makeApp(t, {
      'tsconfig.json': '{}',
      'prisma.config.ts': "export default { schema: 'prisma/schema.prisma' }",
      prisma: { 'base.prisma': DATASOURCE }
    })
    t.match(app.init()[0], {
      done: 'kept',
      file: 'prisma.config.ts',
      advice: 'should say "schema: \'prisma\'"'
    })
    t.notOk(app.has('prisma/schema.prisma'))
    t.equal(app.read('prisma/base.prisma'), DATASOURCE)
    t.same(app.init(), [], 'and says so once')
  })

  t.test("puts its migrations after the app's, in their order and not into the future", async (t) => {
    const app = makeApp(t, { prisma: { migrations: { '20260301000000_mine': { 'migration.sql': '' } } } })
    app.init()
    const names = app.migrations()
    t.match(names, [/_mine$/, /_larder_20260101000000_init$/, /_larder_20260102000000_users$/])
    t.ok(
      String(names.at(-1)) < new Date(Date.now() + 1_000).toISOString().replace(/\D/g, ''),
      'not later than now'
    )
  })

  t.test('brings what the migrations are for MySQL, unless the app has removed it', async (t) => {
    const app = makeApp(t)
    app.init()
    const [first = ''] = app.migrations()
    t.strictSame(app.migrations('prisma/mysql/migrations'), [first])
    t.equal(app.read(`prisma/mysql/migrations/${first}/migration.sql`), '-- SELECT 1')
    t.match(app.read('prisma/mysql/migrations/migration_lock.toml'), 'provider = "mysql"')

    rmSync(path.join(app.folder, 'prisma/mysql'), { recursive: true })
    t.same(app.init(), [])
    t.notOk(app.has('prisma/mysql'))

    mkdirSync(path.join(app.folder, 'prisma/mysql/migrations'), { recursive: true })
    t.same(app.init(), [{ done: 'added', file: `prisma/mysql/migrations/${first}` }], 'or wants it later')
    t.same(app.init(), [])
  })

  t.test('comes after a migration that claims to be of the future', async (t) => {
    const app = makeApp(t, { prisma: { migrations: { '29991231235959_mine': { 'migration.sql': '' } } } })
    app.init()
    t.same(app.migrations(), [
      '29991231235959_mine',
      '30000101000000_larder_20260101000000_init',
      '30000101000001_larder_20260102000000_users'
    ])
  })
})

test('larder-db init, with a new version of Larder', async (t) => {
  t.test('adds the new migration to the end, and follows what the models have become', async (t) => {
    const app = makeApp(t)
    app.init()
    const before = app.migrations()
    mkdirSync(path.join(app.folder, 'prisma/migrations/29991231235959_mine'))
    app.write('prisma/migrations/29991231235959_mine/migration.sql', '')
    app.next({ goods: `${GOODS}// more\n`, migration: '20260201000000_more', gone: 'users.prisma' })
    t.same(app.init(), [
      { done: 'updated', file: 'prisma/larder/goods.prisma' },
      { done: 'removed', file: 'prisma/larder/users.prisma' },
      { done: 'added', file: 'prisma/migrations/30000101000000_larder_20260201000000_more' }
    ])
    t.same(app.migrations().slice(0, before.length), before)
    t.match(app.read('prisma/larder/goods.prisma'), '// more')
    t.same(app.init(), [])
  })

  t.test('keeps the relations to models of the app', async (t) => {
    const recipes =
      'model Recipe {\n  goodId Int\n  good Good @relation(fields: [goodId], references: [id])\n}\n'
    const app = makeApp(t, { prisma: { 'app.prisma': DATASOURCE + recipes } })
    app.init()
    const copy = app.read('prisma/larder/goods.prisma')
    // As `prisma format` leaves it.
    const related = copy.replace('  id Int @id\n', '  id      Int      @id\n  recipes Recipe[]\n')
    app.write('prisma/larder/goods.prisma', related)
    t.same(app.init(), [], 'no word where Larder has nothing new')

    app.next({ goods: GOODS.replace('}', '  slug String\n}') })
    t.same(app.init(), [{ done: 'updated', file: 'prisma/larder/goods.prisma' }])
    const lines = app.read('prisma/larder/goods.prisma').split('\n').slice(1)
    t.same(lines, ['model Good {', '  recipes Recipe[]', '  id Int @id', '  slug String', '}', ''])
    t.same(app.init(), [])

    app.next({ goods: 'model Product {\n  id Int @id\n}\n' })
    t.match(app.init(), [{ done: 'kept', advice: 'goods.prisma.new' }], 'not those of a model that is gone')
  })

  t.test('overwrites nothing else that the app has changed: the new version lies beside it', async (t) => {
    const app = makeApp(t)
    app.init()
    const changed = app
      .read('prisma/larder/goods.prisma')
      .replace('model Good {', 'model Good {\n  origin String?')
    app.write('prisma/larder/goods.prisma', changed)
    t.same(app.init(), [], 'no word where Larder has nothing new')

    app.next({ goods: `${GOODS}// more\n` })
    t.match(app.init(), [{ done: 'kept', file: 'prisma/larder/goods.prisma', advice: 'goods.prisma.new' }])
    t.equal(app.read('prisma/larder/goods.prisma'), changed)
    t.match(app.init(), [{ done: 'kept' }], 'said again until it is done')

    app.write('prisma/larder/goods.prisma.new', `${app.read('prisma/larder/goods.prisma.new')}// mine\n`)
    renameSync(
      path.join(app.folder, 'prisma/larder/goods.prisma.new'),
      path.join(app.folder, 'prisma/larder/goods.prisma')
    )
    t.same(app.init(), [])
    t.match(app.read('prisma/larder/goods.prisma'), /\/\/ more\n\/\/ mine\n/)
  })

  t.test('removes nothing that the app has changed or added', async (t) => {
    const app = makeApp(t)
    app.init()
    app.write('prisma/larder/own.prisma', '// mine\n')
    app.write('prisma/larder/users.prisma', `${app.read('prisma/larder/users.prisma')}// mine\n`)
    app.next({ gone: 'users.prisma' })
    t.match(app.init(), [{ done: 'kept', file: 'prisma/larder/users.prisma', advice: 'no longer has' }])
    t.ok(app.has('prisma/larder/own.prisma'))
    t.match(app.read('prisma/larder/users.prisma'), '// mine')
  })

  t.test('does not take other ends of lines for a change', async (t) => {
    const app = makeApp(t)
    app.init()
    app.write('prisma/larder/goods.prisma', app.read('prisma/larder/goods.prisma').replaceAll('\n', '\r\n'))
    app.next({ goods: `${GOODS}// more\n` })
    t.match(app.init(), [{ done: 'updated', file: 'prisma/larder/goods.prisma' }])
  })
})

test('larder-db init refuses, and writes nothing,', async (t) => {
  const mysql = DATASOURCE.replace('postgresql', 'mysql')
  const ours = { '20260101000000_init': { 'migration.sql': '' } }
  const refused = [
    ['for another database', { 'schema.prisma': mysql }, /is mysql/],
    ['for a schema without datasource', { 'schema.prisma': 'model A {}' }, /names no datasource/],
    [
      'a model of a name that Larder has',
      { 'a.prisma': `${DATASOURCE}${GOODS}` },
      /a\.prisma has Good \(Good in/
    ],
    [
      'a table of a name that Larder has',
      { 'a.prisma': `${DATASOURCE}model A {\n  id Int @id\n  @@map("Good")\n}` },
      /a\.prisma has A \(Good in the database\).* docs\/adopting\.md/
    ],
    ["in Larder's own folder", { migrations: ours }, /Larder's own 20260101000000_init/]
  ] as const
  for (const [where, prisma, message] of refused) {
    t.test(where, async (t) => {
      const app = makeApp(t, { prisma })
      const before = readdirSync(app.folder, { recursive: true })
      t.throws(() => app.init(), { message })
      t.same(readdirSync(app.folder, { recursive: true }), before)
    })
  }
})

test('the command larder-db', async (t) => {
  const app = makeApp(t)
  const larderDb = (...args: string[]) =>
    spawnSync(process.execPath, [fileURLToPath(new URL('../bin/larder-db.js', import.meta.url)), ...args], {
      cwd: app.folder,
      encoding: 'utf8'
    })
  t.match(larderDb('--help'), { status: 0, stdout: /^Usage: larder-db/ })
  t.match(larderDb(), { status: 1, stderr: /^Usage: larder-db/ })
  t.match(larderDb('inti'), { status: 1, stderr: /^error: unknown command 'inti'/ })
  t.match(larderDb('init'), { status: 0, stdout: /_larder_.*npx larder-db upgrade/s, stderr: '' })
  t.match(larderDb('init'), { status: 0, stdout: 'Everything is as new as this version of Larder.\n' })

  const copy = app.read('prisma/larder/goods.prisma')
  // As a later version would find a copy of an earlier one that was changed.
  app.write('prisma/larder/goods.prisma', copy.replace(/\(\w+\)/, '(0123456789abcdef)'))
  t.match(
    larderDb('init'),
    { status: 1, stderr: /goods\.prisma has changes of yours/ },
    'fails until it is done'
  )
  rmSync(path.join(app.folder, 'package.json'))
  t.match(larderDb('init'), { status: 1, stderr: /^larder-db: There is no package\.json.*\n$/ }, 'one line')
})
