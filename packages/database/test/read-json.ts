import { test } from 'tap'
import { Type } from 'typebox'
import { readJson } from '../src/read-json.js'

test('readJson', (t) => {
  const Line = Type.Object({ good: Type.Integer() })
  t.same(readJson(Line, '{ "good": 7 }'), { good: 7 })
  t.throws(() => readJson(Line, '{ "good": "x" }'), { message: 'Parse' })
  t.throws(() => readJson(Line, '{ "good"'), SyntaxError)
  t.throws(() => {
    // @ts-expect-error: what is unknown is no object.
    readJson(Type.Unknown(), 'null').toString()
  }, TypeError)
  t.end()
})
