import pg from 'pg'
import { test } from 'tap'
import { violatedConstraint } from '../src/driver-errors/violated-constraint.js'
import { connect, makeDatabase } from './fixtures/own-database.js'

test('the constraint that refused a statement has its name', async (t) => {
  const url = await makeDatabase(t)
  const client = new pg.Client(url.href)
  await client.connect()
  t.teardown(() => client.end())
  await client.query(
    'CREATE TABLE one (id int CONSTRAINT one_id_key UNIQUE, age int CONSTRAINT adult CHECK (age > 17))'
  )
  await client.query('INSERT INTO one VALUES (1, 18)')
  const failureOf = (work: PromiseLike<unknown>) =>
    work.then(
      () => undefined,
      (error) => error
    )

  t.equal(violatedConstraint(await failureOf(client.query('INSERT INTO one VALUES (1, 18)'))), 'one_id_key')
  t.equal(violatedConstraint(await failureOf(client.query('INSERT INTO one VALUES (2, 17)'))), 'adult')
  const db = connect(t, url)
  t.equal(violatedConstraint(await failureOf(db.$executeRaw`INSERT INTO one VALUES (1, 18)`)), 'one_id_key')
  t.equal(violatedConstraint(await failureOf(client.query('SELECT 1/0'))), undefined)
  for (const other of [undefined, null, 'text', new Error('no database')])
    t.equal(violatedConstraint(other), undefined)
})
