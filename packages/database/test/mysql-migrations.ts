import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { openTestServer } from '@larder/mysql/testing'
import {
  checkTwins,
  connectMysql,
  listMigrations,
  readMysqlStructure,
  splitStatements,
  translateMigrations,
  twinsFolder,
  writeModelsScript
} from '@larder/schema-engine'
import { test } from 'tap'
import { createClient } from '../src/client.js'

const PRISMA = path.resolve(import.meta.dirname, '../../../prisma')
const MIGRATIONS = `${PRISMA}/migrations`
const TWINS = twinsFolder(MIGRATIONS)

test('each migration has its form for MySQL, made of what it is now', async (t) => {
  t.strictSame(await checkTwins(MIGRATIONS), [])
})

test('the migrations for MySQL', async (t) => {
  const server = await openTestServer()
  const url = new URL(server.url)
  url.pathname = `/larder_migrations_${process.pid}`
  const connection = await connectMysql(url.href, { create: true })
  t.teardown(async () => {
    await connection.query(`DROP DATABASE ${url.pathname.slice(1)}`)
    await connection.end()
    await server.release()
  })
  const run = async (script: string) => {
    for (const { text } of splitStatements(script)) await connection.query(text)
  }
  const runTwin = (name: string, file: string) => run(readFileSync(`${TWINS}/${name}/${file}`, 'utf8'))
  const names = listMigrations(TWINS)

  await t.test('each is undone by its way back, and goes again', async (t) => {
    let before = await readMysqlStructure(connection)
    t.strictSame(before, [])
    for (const name of names) {
      await runTwin(name, 'migration.sql')
      const after = await readMysqlStructure(connection)
      await runTwin(name, 'down.sql')
      t.strictSame(await readMysqlStructure(connection), before, `${name} is undone`)
      await runTwin(name, 'migration.sql')
      t.strictSame(await readMysqlStructure(connection), after, `${name} goes again`)
      before = after
    }
  })

  const stepwise = await readMysqlStructure(connection)

  await t.test('carry the rows along, as on PostgreSQL', async (t) => {
    const place = (title: string) => names.findIndex((name) => name.endsWith(`_${title}`))
    let applied = names.length
    /** Leads to the state before a migration, or after it. */
    const go = async (to: number) => {
      for (; applied > to; applied--) await runTwin(names[applied - 1] ?? '', 'down.sql')
      for (; applied < to; applied++) await runTwin(names[applied] ?? '', 'migration.sql')
    }
    for (const [title, before, [select, after], way = 'up'] of ROWS) {
      await go(0)
      await go(place(title) + (way === 'up' ? 0 : 1))
      await run(before)
      await go(place(title) + (way === 'up' ? 1 : 0))
      t.strictSame(await connection.query({ sql: select, rowsAsArray: true }), after, `${title} ${way}`)
    }
    await go(0)
    await go(names.length)
  })

  await t.test("serve Prisma's client of all models", async (t) => {
    const db = createClient(url.href)
    t.teardown(() => db.$disconnect())
    const models = readModels().flatMap(([, text]) => [...text.matchAll(/^model (\w)(\w*)/gm)])
    t.ok(models.length > 30)
    for (const [, first = '', rest] of models)
      t.same(await Reflect.get(db, first.toLowerCase() + rest).findMany(), [], first + rest)
  })

  await t.test('have the CHECKs of PostgreSQL', async (t) => {
    const checks = stepwise.flatMap((line) => /^check \w+\.(\w+)/.exec(line)?.[1] ?? [])
    t.strictSame(checks.sort(), checksOfPostgres())
  })

  await t.test('make what the models say', async (t) => {
    for (const name of [...names].reverse()) await runTwin(name, 'down.sql')
    t.strictSame(await readMysqlStructure(connection), [], 'all is undone')
    const script = await writeModelsScript([], readModels())
    const [twin] = await translateMigrations([{ name: 'all', script }])
    t.strictSame(twin?.up.untranslated, [])
    await run(twin?.up.script ?? '')
    t.strictSame(await structureOfModels(readMysqlStructure(connection)), await structureOfModels(stepwise))
  })
})

/** Rows before a migration, or before its way back, and what becomes of them. */
const ROWS: [migration: string, rows: string, [select: string, values: unknown[][]], way?: 'down'][] = [
  [
    'people_have_names',
    `INSERT INTO users (name, name_key, password_hash) VALUES ('Änne', 'änne', ''), ('Bo', '#2', '')`,
    [
      'SELECT name, user_name, name_key FROM users ORDER BY id',
      [
        ['Änne', 'Änne', 'änne'],
        ['Bo', null, null]
      ]
    ]
  ],
  [
    'people_have_names',
    `INSERT INTO users (id, name, user_name, name_key, password_hash)
       VALUES (1, 'Anne Ärmel', 'anne', 'anne', ''), (2, '${'é'.repeat(40)}', NULL, NULL, '');
     INSERT INTO user_tokens (id, user_id, purpose, expires_at)
       VALUES ('a', NULL, 'reset_password', NOW()), ('b', 1, 'device', NOW())`,
    [
      'SELECT name, name_key, (SELECT GROUP_CONCAT(id) FROM user_tokens) FROM users ORDER BY id',
      [
        ['anne', 'anne', 'b'],
        ['é'.repeat(32), '#2', 'b']
      ]
    ],
    'down'
  ],
  [
    'account_life',
    `INSERT INTO users (id, name, name_key, email, pending_email, password_hash)
       VALUES (1, '', 'a', 'a@x', NULL, ''), (2, '', 'b', NULL, 'b@x', ''), (3, '', 'c', NULL, 'b@x', ''),
         (4, '', 'd', NULL, 'a@x', ''), (5, '', 'e', NULL, NULL, '')`,
    [
      'SELECT email FROM users ORDER BY id',
      [['a@x'], ['b@x'], ['3@no-address.invalid'], ['4@no-address.invalid'], ['5@no-address.invalid']]
    ],
    'down'
  ],
  [
    'search_in_a_category',
    `INSERT INTO categories (id, slug, name, position) VALUES (7, 'a', 'a', 1);
     INSERT INTO goods (id, slug, name, unit, price, stock, description, category_id) VALUES (1, 'a', 'a', '', 1, 1, '', 7);
     INSERT INTO good_terms (good_id, term, weight) VALUES (1, 'a', 1)`,
    ['SELECT category_id FROM good_terms', [[7]]]
  ],
  [
    'stock_has_its_own_table',
    `INSERT INTO categories (id, slug, name, position) VALUES (1, 'a', 'a', 1);
     INSERT INTO goods (id, slug, name, unit, price, stock, description, category_id)
       VALUES (1, 'a', 'a', '', 1, 5, '', 1), (2, 'b', 'b', '', 1, 3, '', 1), (3, 'c', 'c', '', 1, 0, '', 1), (4, 'd', 'd', '', 1, 0, '', 1);
     INSERT INTO stock_levels (good_id, on_hand, backorder) VALUES (2, 4, false), (4, -2, true)`,
    [
      `SELECT g.id, g.available, l.on_hand, l.version, m.quantity FROM goods g
       LEFT JOIN stock_levels l ON l.good_id = g.id LEFT JOIN stock_movements m ON m.good_id = g.id ORDER BY g.id`,
      [
        [1, 1, 5, 0, 5],
        [2, 1, 3, 1, -1],
        [3, 0, 0, 0, null],
        [4, 1, -2, 0, null]
      ]
    ]
  ],
  [
    'tasks_can_be_cancelled',
    `INSERT INTO tasks (kind, dedupe_key, data, status) VALUES ('a', 'a', '', 'cancelled'), ('b', 'b', '', 'queued')`,
    [
      'SELECT status, problem FROM tasks ORDER BY id',
      [
        ['failed', 'It was cancelled.'],
        ['queued', null]
      ]
    ],
    'down'
  ],
  [
    'the_address_book',
    `INSERT INTO users (id, name, password_hash) VALUES (3, '', '');
     INSERT INTO addresses (user_id, name, street, country, default_delivery) VALUES (3, 'Änne 🍓', 'A 1', 'DE', true), (3, 'Bo', '', 'DE', false)`,
    [
      'SELECT default_of, hash FROM addresses ORDER BY id',
      [
        [3, sha256(['Änne 🍓', '', 'A 1', '', '', '', '', 'DE', ''])],
        [null, sha256(['Bo', '', '', '', '', '', '', 'DE', ''])]
      ]
    ]
  ],
  [
    'the_address_book',
    `INSERT INTO users (id, name, password_hash) VALUES (3, '', '');
     INSERT INTO addresses (user_id, name, country, default_of, hash) VALUES (3, 'a', 'DE', 3, 'x'), (3, 'b', 'DE', NULL, 'y')`,
    ['SELECT default_delivery FROM addresses ORDER BY id', [[1], [0]]],
    'down'
  ]
]

/** As packages/addresses makes it. */
function sha256(fields: string[]): string {
  return createHash('sha256').update(fields.join('\u001f')).digest('hex')
}

/** A schema file says nothing of CHECKs and collations. */
async function structureOfModels(lines: string[] | Promise<string[]>): Promise<string[]> {
  const own = (await lines).filter((line) => !line.startsWith('check '))
  return own.map((line) => line.replace(/ utf8mb4_\w+/, ''))
}

function readModels(): [path: string, content: string][] {
  return readdirSync(`${PRISMA}/schema`).map((file) => [
    file,
    readFileSync(`${PRISMA}/schema/${file}`, 'utf8')
  ])
}

function checksOfPostgres(): string[] {
  const names = new Set<string>()
  for (const migration of listMigrations(MIGRATIONS)) {
    const script = readFileSync(`${MIGRATIONS}/${migration}/migration.sql`, 'utf8')
    for (const [, dropped = ''] of script.matchAll(/DROP CONSTRAINT "(\w+)"/g)) names.delete(dropped)
    for (const [, added = ''] of script.matchAll(/ADD CONSTRAINT "(\w+)" CHECK/g)) names.add(added)
  }
  return [...names].sort()
}
