import { createHash } from 'node:crypto'
import { withoutMariadb } from '@larder/mysql/testing'
import { test } from 'tap'
import { makeMysqlDatabase } from '../fixtures/mysql-migrations.js'

test('the migrations for MySQL carry the rows along, as on PostgreSQL', {
  skip: withoutMariadb
}, async (t) => {
  const { connection, names, run, runTwin } = await makeMysqlDatabase(t)
  const place = (title: string) => names.findIndex((name) => name.endsWith(`_${title}`))
  let applied = 0
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
