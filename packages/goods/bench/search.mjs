// npm run bench -- search: what 50 typical queries cost with a million goods in two languages, on PostgreSQL and on a MariaDB of its own.
// A query is measured as its function is called: its statements one after the other, and what JavaScript adds.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { createClient, isMysql, watchRows } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import { until } from '@larder/until'
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

/**
 * What each query takes, each so many times, in turns, since machines have moods: the time that passes,
 * and the processor's time that the server takes, both in milliseconds. The second is the same on a busy machine.
 */
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
  if (isMysql(db)) await writtenDown(db)
  console.log(`${database}: ${goods} goods filled in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  const times = new Map(Object.keys(typicalQueries).map((name) => [name, { passed: [], worked: [] }]))
  const processorTime = await watchServer(db)
  for (let count = -WARM_UP; count < runs; count++) {
    for (const [name, ask] of Object.entries(typicalQueries)) {
      const before = await processorTime()
      const asked = performance.now()
      await ask(db)
      const passed = performance.now() - asked
      const worked = (await processorTime()) - before
      if (count >= 0) {
        times.get(name).passed.push(passed)
        times.get(name).worked.push(worked)
      }
    }
  }
  return times
}

/** Resolves when the filled pages are in MariaDB's files: it writes them beside the next queries, and its whole work is counted. */
async function writtenDown(db) {
  for (const setting of ['io_capacity_max = 100000', 'io_capacity = 100000', 'max_dirty_pages_pct = 0'])
    await db.$executeRawUnsafe(`SET GLOBAL innodb_${setting}`)
  const dirty = `SHOW GLOBAL STATUS LIKE 'Innodb_buffer_pool_pages_dirty'`
  await until(async () => {
    const [row] = await db.$queryRawUnsafe(dirty)
    return Number(row.Value) < 100
  }, 'MariaDB has written down what it was given')
}

/** The milliseconds for which the server of this machine was on a processor for this database, as Linux counts them. */
async function watchServer(db) {
  const read = (file) => Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e6
  const sum = (files) => files.reduce((all, file) => all + (existsSync(file) ? read(file) : 0), 0)
  if (isMysql(db)) {
    const [{ file }] = await db.$queryRawUnsafe('SELECT @@pid_file AS file')
    const folder = `/proc/${readFileSync(file, 'utf8').trim()}/task`
    return async () => sum(readdirSync(folder).map((thread) => `${folder}/${thread}/schedstat`))
  }
  const sessions = `SELECT pid FROM pg_stat_activity WHERE datname = current_database()`
  const pids = async () => (await db.$queryRawUnsafe(sessions)).map(({ pid }) => `/proc/${pid}/schedstat`)
  return async () => sum(await pids())
}

function print(columns) {
  const at = (all, part) => all.toSorted((one, other) => one - other)[Math.ceil(all.length * part) - 1]
  const heads = columns.map(({ database }) => `${database}: p95 of the processor | p50 | p95`)
  console.log(`\n${goods} goods, load average ${loadavg()[0].toFixed(1)}, ${runs} runs each, milliseconds:\n`)
  console.log(`| query | ${heads.join(' | ')} |\n|---|${heads.map(() => '---|---|---|').join('')}`)
  for (const name of Object.keys(typicalQueries)) {
    const cells = columns.map(({ times }) => {
      const { passed, worked } = times.get(name)
      return [at(worked, 0.95), at(passed, 0.5), at(passed, 0.95)].map((time) => time.toFixed(1)).join(' | ')
    })
    console.log(`| ${name} | ${cells.join(' | ')} |`)
  }
  for (const { database, times } of columns) {
    const fast = (kind) => [...times.values()].filter((all) => at(all[kind], 0.95) <= 50).length
    console.log(
      `\n${database}: of ${times.size} queries ${fast('worked')} have a p95 of at most 50 ms of the processor, ${fast('passed')} of the clock.`
    )
  }
}
