import { readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { testConformance, writeConformance } from './fixtures/conformance.js'
import { essential } from './fixtures/conformance-table.js'

// The whole of the table, also on PostgreSQL 15: test/long/conformance*.ts.
testConformance(t, 18, essential)

t.test('CONFORMANCE.md is the table', async (t) => {
  const file = new URL('../CONFORMANCE.md', import.meta.url)
  if (process.env.WRITE_CONFORMANCE) writeFileSync(file, writeConformance())
  t.equal(
    readFileSync(file, 'utf8'),
    writeConformance(),
    'else: WRITE_CONFORMANCE=1 npx tap test/conformance.ts'
  )
})
