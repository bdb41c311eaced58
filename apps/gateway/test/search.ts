import { fileURLToPath } from 'node:url'
import { indexAllGoods, searchGoods } from '@larder/goods'
import { connect, freshDatabase, runCommand } from '@larder/testing'
import tap, { test } from 'tap'
import { englishQueries } from './fixtures/queries-en.js'
import { chineseQueries } from './fixtures/queries-zh.js'

const url = await freshDatabase(tap)
const db = connect(tap, url)

test('of 100 queries in each language, 95 find an expected good of the new shop among the first three', async (t) => {
  const tsx = fileURLToPath(import.meta.resolve('tsx/cli'))
  const seed = fileURLToPath(new URL('../../../prisma/seed.ts', import.meta.url))
  const { exit, output } = runCommand(t, tsx, [seed], { env: { DATABASE_URL: url } })
  t.equal(await exit, 0, output())
  await indexAllGoods(db)
  for (const [language, queries] of Object.entries({ English: englishQueries, Chinese: chineseQueries })) {
    t.equal(new Set(queries.map(([query]) => query)).size, 100)
    const missed = []
    for (const [query, ...expected] of queries) {
      const found = await searchGoods(db, { q: query, pageSize: 3 })
      const slugs = found.outcome === 'page' ? found.goods.map(({ slug }) => slug) : []
      if (!slugs.some((slug) => expected.includes(slug))) missed.push(`${query}: ${slugs.join(', ')}`)
    }
    t.comment(`${language}: ${100 - missed.length} % of the queries`)
    t.ok(missed.length <= 5, language, { missed })
  }
})
