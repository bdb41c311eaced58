import { test } from 'tap'
import { Type } from 'typebox'
import { statement, wrapStatement } from '../src/statement.js'

const Stock = Type.Object({ stock: Type.Integer() })
const addStock = (rows: string) => `SELECT r.*, 1 AS stock FROM (${rows}) AS r`

test('wrapStatement', (t) => {
  const goods = statement(Type.Object({ id: Type.Integer() }), 'SELECT id FROM goods WHERE id = $1')
  t.match(wrapStatement(goods, Stock, addStock), {
    row: { properties: { id: { type: 'integer' }, stock: { type: 'integer' } } },
    text: 'SELECT r.*, 1 AS stock FROM (SELECT id FROM goods WHERE id = $1) AS r',
    mysql: { text: 'SELECT r.*, 1 AS stock FROM (SELECT id FROM goods WHERE id = ?) AS r', order: [0] }
  })
  const both = Type.Intersect([Type.Object({ id: Type.Integer() }), Type.Object({ name: Type.String() })])
  t.throws(() => wrapStatement(statement(both, 'SELECT id, name FROM goods'), Stock, addStock), TypeError)
  t.end()
})
