import { test } from 'tap'
import { Type } from 'typebox'
import { selectRows, Time } from '../src/select-rows.js'
import { observer } from './fixtures/own-database.js'

const Row = Type.Object({ name: Type.String(), at: Time })

test('rows are tested against their schema', async (t) => {
  const client = await observer.connect()
  t.teardown(() => client.release())

  await t.test('and come as they are', async (t) => {
    const sql = "SELECT $1::text AS name, '2026-11-26T12:00:00Z'::timestamptz AS at"
    const wanted = [{ name: 'plums', at: new Date('2026-11-26T12:00:00Z') }]
    t.same(await selectRows(client, Row, sql, ['plums']), wanted)
    t.same(await selectRows(client, Row, `${sql} WHERE false`, ['plums']), [])
  })

  for (const [sql, says] of [
    ['SELECT 1 AS name,\n  now() AS at', /: \/name must be string\. .* SELECT 1 AS name, now\(\) AS at$/],
    ["SELECT 'plums' AS name, 'today' AS at", /: \/at /],
    ["SELECT 'plums' AS name", /: .*required properties at/]
  ] as const) {
    await t.test(`and refused otherwise: ${sql}`, (t) =>
      t.rejects(selectRows(client, Row, sql), { code: 'MIGRATIONS_ERR_ROW', message: says })
    )
  }
})
