import { type Database, queryRows, statement } from '@larder/database'
import { type Static, Type } from 'typebox'
import { type Facets, OrNull } from '../schemas.js'

/** The facets of goods, at most some thousand of them. */
export async function countFacets(db: Database, ids: number[]): Promise<Facets> {
  if (ids.length === 0) return addUp([])
  return addUp(await queryRows(db, COUNT_IDS, [JSON.stringify(ids)]))
}

const Counted = Type.Object({
  category: Type.String(),
  country: OrNull(Type.String()),
  band: Type.Integer(),
  goods: Type.Integer(),
  in_stock: Type.Integer(),
  vegan: Type.Integer(),
  organic: Type.Integer()
})
type Counted = Static<typeof Counted>

function addUp(rows: Counted[]): Facets {
  const sum = (count: (row: Counted) => number) => rows.reduce((all, row) => all + count(row), 0)
  const by = <Key>(key: (row: Counted) => Key): [Key, number][] => {
    const counts = new Map<Key, number>()
    for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + row.goods)
    return [...counts].sort(([, one], [, other]) => other - one)
  }
  return {
    categories: by(({ category }) => category).map(([slug, count]) => ({ slug, count })),
    in_stock: sum((row) => row.in_stock),
    vegan: sum((row) => row.vegan),
    organic: sum((row) => row.organic),
    countries: by(({ country }) => country).flatMap(([country, count]) =>
      country ? [{ country, count }] : []
    ),
    prices: by(({ band }) => band)
      .sort(([one], [other]) => one - other)
      .map(([band, count]) => ({
        from: band === 0 ? 0 : (BOUNDS[band - 1] ?? 0),
        to: BOUNDS[band] === undefined ? null : BOUNDS[band] - 1,
        count
      }))
  }
}

/** Where ranges of prices end, in minor units: each is some two times the one before. */
const BOUNDS = [200, 500, 1_000, 2_000, 5_000, 10_000, 50_000]

const BAND = `CASE ${BOUNDS.map((bound, index) => `WHEN g.price < ${bound} THEN ${index}`).join(' ')} ELSE ${BOUNDS.length} END`

/** SQL that counts goods `g` of a FROM clause. */
export function countStatement(goods: string | { postgresql: string; mysql: string }) {
  const text = (from: string, as: string) => {
    const count = (what: string, name: string) => `count(${what})${as} AS ${name}`
    return `SELECT c.slug AS category, counted.country, counted.band, counted.goods, counted.in_stock, counted.vegan, counted.organic
    FROM (
      SELECT g.category_id, g.country, ${BAND} AS band, ${count('*', 'goods')},
        ${count('CASE WHEN g.available THEN 1 END', 'in_stock')}, ${count('CASE WHEN g.vegan THEN 1 END', 'vegan')},
        ${count('g.organic_code', 'organic')}
      FROM ${from} GROUP BY g.category_id, g.country, band
    ) AS counted JOIN categories c ON c.id = counted.category_id ORDER BY c.position, counted.band`
  }
  const { postgresql, mysql } = typeof goods === 'string' ? { postgresql: goods, mysql: goods } : goods
  return statement(Counted, { postgresql: text(postgresql, '::int'), mysql: text(mysql, '') })
}

const COUNT_IDS = countStatement({
  postgresql: `goods g WHERE g.id = ANY(translate($1, '[]', '{}')::int[])`,
  mysql: `JSON_TABLE($1, '$[*]' COLUMNS (id INT PATH '$')) AS found STRAIGHT_JOIN goods g ON g.id = found.id`
})
