import { test } from 'tap'
import { StatementNames } from '../src/postgres/statement-names.js'

test('statement names', async (t) => {
  const names = new StatementNames()
  const name = names.nameOf('SELECT 1')
  t.ok(name)
  t.equal(names.nameOf('SELECT 1'), name, 'are the same for the same text')
  t.not(names.nameOf('SELECT 2'), name, 'and others for another')
  const all = new Set(Array.from({ length: 2_000 }, (_, number) => names.nameOf(`SELECT ${number}`)))
  t.equal(all.size, 501, 'and end after 500, with none')
  t.ok(all.has(''))
  t.equal(names.nameOf('SELECT 1'), name, 'and stay')
  t.ok(
    [...all].every((name) => name.length < 64),
    'and fit PostgreSQL'
  )
  names.renewAfter('SELECT 1', 'an older name')
  t.equal(names.nameOf('SELECT 1'), name, 'also where another query has renewed them already')
  names.renewAfter('SELECT 1', name)
  t.notOk(all.has(names.nameOf('SELECT 1')), 'until they are renewed')
})
