// npm run bench -- search: what 50 typical queries cost with a million goods in two languages, on PostgreSQL and on a MariaDB of its own.
// A query is measured as its function is called: its statements one after the other, and what JavaScript adds.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { createClient, isMysql, watchRows } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import { fillSearch } from './fill-search.mjs'
import { typicalQueries } from './typical-queries.mjs'

const { values } = parseArgs({
  options: {
    goods: { type: 'string', default: '1000000' },
    runs: { type: 'string', default: '20' },
    // Only whether it works.
    smoke: { type: 'boolean', default: false },
    database: { type: 'string', multiple: true, default: ['postgresql', 'mariadb'] }
  }
})
const goods = values.smoke ? 2_000 : Number(values.goods)
const runs = values.smoke ? 2 : Number(values.runs)
// A statement is planned anew five times before its plan is kept.
const WARM_UP = values.smoke ? 1 : 8
const endings = []
try {
  const columns = []
  for (const database of values.database) columns.push({ database, times: await measure(database) })
  print(columns)
} finally {
  for (const end of endings.reverse()) await end()
}

function openDatabase(database) {
  const server = database === 'mariadb' ? 'mysql' : 'postgresql'
  return freshDatabase({ teardown: (end) => endings.push(end) }, { server })
}

/** The milliseconds of each query, each so many times, in turns, since machines have moods. */
async function measure(database) {
  const url = await openDatabase(database)
  // As in a shop, unlike in a test, rows are not checked.
  watchRows(() => undefined)
  const db = createClient(url, { statementTimeout: 3_600_000, connectionTimeout: 60_000 })
  // The cache of the tests' server is small.
  if (isMysql(db))
    await db.$executeRawUnsafe(`SET GLOBAL innodb_buffer_pool_size = ${values.smoke ? 128 : 4096} * 1048576`)
  endings.push(() => db.$disconnect())
  const start = performance.now()
  await fillSearch(db, goods, isMysql(db))
  console.log(`${database}: ${goods} goods filled in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  const times = new Map(Object.keys(typicalQueries).map((name) => [name, []]))
  for (let count = -WARM_UP; count < runs; count++) {
    for (const [name, ask] of Object.entries(typicalQueries)) {
      const start = performance.now()
      await ask(db)
      if (count >= 0) times.get(name).push(performance.now() - start)
    }
  }
  return times
}

function print(columns) {
  const at = (all, part) => all.toSorted((one, other) => one - other)[Math.ceil(all.length * part) - 1]
  const heads = columns.map(({ database }) => `${database} p50 | p95`)
  console.log(`\n${goods} goods, load average ${loadavg()[0].toFixed(1)}, ${runs} runs each, milliseconds:\n`)
  console.log(`| query | ${heads.join(' | ')} |\n|---|${heads.map(() => '---|---|').join('')}`)
  for (const name of Object.keys(typicalQueries)) {
    const cells = columns.map(({ times }) =>
      [0.5, 0.95].map((part) => at(times.get(name), part).toFixed(1)).join(' | ')
    )
    console.log(`| ${name} | ${cells.join(' | ')} |`)
  }
  for (const { database, times } of columns) {
    const slow = [...times.values()].filter((all) => at(all, 0.95) > 50).length
    console.log(`\n${database}: ${times.size - slow} of ${times.size} queries have a p95 of at most 50 ms.`)
  }
}
