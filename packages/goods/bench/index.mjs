// npm run bench -- goods: what pages cost with 1,000 goods and with a million, on the server of DATABASE_URL or the embedded one.
import { loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import database, { createClient, watchRows } from '@larder/database'
import stock from '@larder/stock'
import { freshDatabase } from '@larder/testing'
import Fastify from 'fastify'
import goods from '../dist/index.js'
import { fill } from './fill.mjs'

const { values } = parseArgs({
  options: {
    goods: { type: 'string', default: '1000000' },
    requests: { type: 'string', default: '200' },
    // Only whether it works: small shops, few requests.
    smoke: { type: 'boolean', default: false }
  }
})
const requests = values.smoke ? 2 : Number(values.requests)
// A statement is planned anew five times before its plan is kept.
const WARM_UP = 8
const sizes = values.smoke ? [1_000, 2_000] : [1_000, Number(values.goods)]
const endings = []
try {
  const shops = []
  for (const size of sizes) shops.push(await openShop(size))
  print(await measure(shops))
} finally {
  for (const end of endings.reverse()) await end()
}

/** A shop with so many goods, and what visits a page of it. */
async function openShop(size) {
  const url = await freshDatabase({ teardown: (end) => endings.push(end) })
  // As in a shop, unlike in a test, rows are not checked.
  watchRows(() => undefined)
  const db = createClient(url, { statementTimeout: 3_600_000, connectionTimeout: 60_000 })
  const start = performance.now()
  await fill(db, size)
  await db.$disconnect()
  console.log(`${size} goods filled in ${((performance.now() - start) / 1000).toFixed(0)} s`)
  const app = Fastify()
  app.register(database, { url })
  app.register(stock)
  app.register(goods, { prefix: '/goods' })
  endings.push(() => app.close())
  await app.ready()
  return async function visit(path) {
    const { statusCode, body } = await app.inject({ url: path, headers: { accept: 'text/html' } })
    if (statusCode !== 200) throw new Error(`${path}: ${statusCode}`)
    return body
  }
}

/** The p50 and the p99 of each page in each shop, in milliseconds: one visitor, who asks the shops in turn, since machines have moods. */
async function measure(shops) {
  const paths = []
  for (const visit of shops) paths.push(pages(await visit('/goods?before=end')))
  const rows = []
  for (const name of Object.keys(paths[0])) {
    const times = shops.map(() => [])
    for (let count = -WARM_UP; count < requests; count++) {
      for (const [shop, visit] of shops.entries()) {
        const start = performance.now()
        await visit(paths[shop][name])
        if (count >= 0) times[shop].push(performance.now() - start)
      }
    }
    rows.push({
      name,
      p50: times.map((all) => quantile(all, 0.5)),
      p99: times.map((all) => quantile(all, 0.99))
    })
  }
  return rows
}

function pages(last) {
  const previous = /href="([^"]*)" rel="prev"/.exec(last)?.[1].replaceAll('&amp;', '&') ?? '/goods'
  return {
    list: '/goods',
    'page 40': '/goods?page=40',
    'last page': '/goods?before=end',
    'the page before the last': previous,
    'a category (5 %)': '/goods?category=category-7',
    'last page of a category': '/goods?category=category-7&before=end',
    'search: a word of 10 %': '/goods?q=fresh',
    'search: a word of 1 %': '/goods?q=noun42',
    'search: two words, 0.01 %': '/goods?q=adjective17+noun42',
    'search: a word in a category': '/goods?q=noun42&category=category-2',
    'search: the beginning of a word': '/goods?q=adjective1',
    'search: no hits, unknown word': '/goods?q=zzzz',
    'search: no hits, one of two words': '/goods?q=fresh+zzzz',
    'search: no hits, a typing error': '/goods?q=noun42x+adjective7',
    'a good': '/goods/good-500'
  }
}

function quantile(times, part) {
  const sorted = times.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) * part)]
}

function print(rows) {
  const [small, large] = sizes
  console.log(`\nLoad average ${loadavg()[0].toFixed(1)}, ${requests} requests each, p50 and p99 in ms:\n`)
  console.log(`| page | ${small} goods | ${large} goods | ratio of p50 | of p99 |\n|---|---|---|---|---|`)
  for (const { name, p50, p99 } of rows) {
    const times = sizes.map((_size, shop) => `${p50[shop].toFixed(1)}, ${p99[shop].toFixed(1)}`)
    const ratios = [p50, p99].map(([few, many]) => (many / few).toFixed(2))
    console.log(`| ${[name, ...times, ...ratios].join(' | ')} |`)
  }
}
