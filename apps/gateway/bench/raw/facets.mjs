import { readFileSync } from 'node:fs'
import { query } from './queries.mjs'

const COUNT = readFileSync(new URL('../facets.sql', import.meta.url), 'utf8')
/** Where ranges of prices end. */
const BOUNDS = [200, 500, 1_000, 2_000, 5_000, 10_000, 50_000]

/** What the goods can be narrowed by: with each page, since the shop does so of at most a thousand. */
export async function countFacets() {
  const rows = await query('count-facets', COUNT)
  const sum = (field) => rows.reduce((all, row) => all + row[field], 0)
  const by = (field) => {
    const counts = new Map()
    for (const row of rows) counts.set(row[field], (counts.get(row[field]) ?? 0) + row.goods)
    return [...counts].sort(([, one], [, other]) => other - one)
  }
  return {
    categories: by('category').map(([slug, count]) => ({ slug, count })),
    in_stock: sum('in_stock'),
    vegan: sum('vegan'),
    organic: sum('organic'),
    countries: by('country').flatMap(([country, count]) => (country ? [{ country, count }] : [])),
    prices: by('band')
      .sort(([one], [other]) => one - other)
      .map(([band, count]) => ({
        from: BOUNDS[band - 1] ?? 0,
        to: band < BOUNDS.length ? BOUNDS[band] - 1 : null,
        count
      }))
  }
}
