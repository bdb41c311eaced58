import { test } from 'tap'
import { isKeeperMessage, isWish } from '../src/lease/messages.js'

test('messages are known by their fields', (t) => {
  t.ok(isWish({ leftovers: 'SELECT' }))
  for (const value of [undefined, null, [], {}, { leftovers: 1 }]) t.notOk(isWish(value), String(value))
  for (const value of [{ progress: 'copying' }, { ready: true }, { failed: { code: 'X', message: 'y' } }])
    t.ok(isKeeperMessage(value), JSON.stringify(value))
  for (const value of [
    undefined,
    {},
    { ready: false },
    { failed: {} },
    { failed: { code: 1, message: 'y' } }
  ])
    t.notOk(isKeeperMessage(value), JSON.stringify(value))
  t.end()
})
