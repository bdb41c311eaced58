import { type Database, queryRows, statement, type Value } from '@larder/database'
import { type Static, Type } from 'typebox'
import { filterConditions, type GoodsFilter } from '../filter.js'
import { categoryOf } from '../lists/list-order.js'
import { type Facets, OrNull } from '../schemas.js'

/** The facets of goods, at most some thousand of them, that a filter leaves. */
export async function countFacets(db: Database, ids: number[], filter: GoodsFilter = {}): Promise<Facets> {
  if (ids.length === 0) return addUp([])
  const values: Value[] = [JSON.stringify(ids)]
  const where = conditionsOf(filter, values)
  const find = countStatement({
    postgresql: `goods g WHERE g.id = ANY(translate($1, '[]', '{}')::int[]) AND ${where}`,
    mysql: `JSON_TABLE($1, '$[*]' COLUMNS (id INT PATH '$')) AS found STRAIGHT_JOIN goods g ON g.id = found.id WHERE ${where}`
  })
  return addUp(await queryRows(db, find, values))
}

/** The facets of all goods that a filter leaves; of at most some thousand. */
export async function countListed(db: Database, filter: GoodsFilter): Promise<Facets> {
  const values: Value[] = []
  const where = conditionsOf(filter, values)
  return addUp(await queryRows(db, countStatement(`goods g WHERE ${where}`), values))
}

function conditionsOf(filter: GoodsFilter, values: Value[]): string {
  const add = (value: Value) => `$${values.push(value)}`
  const { category } = filter
  const listed = category ? [`g.category_id = ${categoryOf(add(category))}`] : []
  return ['g.published = TRUE', ...listed, ...filterConditions(filter, add)].join(' AND ')
}

/**
 * The facets of whole categories, and of all goods, counted by each process once an hour at most, in
 * the background: of a million goods it takes a second. A count that failed is tried again after a minute.
 */
export class FacetCache {
  readonly #db: Database
  readonly #warn: (error: unknown) => void
  readonly #now: () => number
  #facets: Map<string, Facets> | undefined
  /** When they are to be counted next. */
  #dueAt = Number.NEGATIVE_INFINITY

  /** @param now a clock that does not go back, in milliseconds */
  constructor(db: Database, warn: (error: unknown) => void, now = () => performance.now()) {
    this.#db = db
    this.#warn = warn
    this.#now = now
  }

  /** Undefined until they are counted. */
  find(category = ''): Facets | undefined {
    if (this.#now() > this.#dueAt) {
      this.#dueAt = this.#now() + HOUR
      this.#count().catch((error) => {
        this.#dueAt = this.#now() + MINUTE
        this.#warn(error)
      })
    }
    return this.#facets?.get(category)
  }

  async #count(): Promise<void> {
    const rows = await queryRows(this.#db, countStatement('goods g WHERE g.published = TRUE'))
    const categories = new Set(rows.map(({ category }) => category))
    const all = [...categories].map((slug) => {
      return [slug, addUp(rows.filter(({ category }) => category === slug))] as const
    })
    this.#facets = new Map([['', addUp(rows)], ...all])
  }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

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
function countStatement(goods: string | { postgresql: string; mysql: string }) {
  const text = (from: string, as: string) => {
    const count = (what: string, name: string) => `count(${what})${as} AS ${name}`
    return `SELECT c.slug AS category, counted.country, counted.band, counted.goods, counted.in_stock, counted.vegan, counted.organic
    FROM (
      SELECT g.category_id, g.country, ${BAND} AS band, ${count('*', 'goods')},
        ${count('CASE WHEN g.available THEN 1 END', 'in_stock')}, ${count('CASE WHEN g.vegan THEN 1 END', 'vegan')},
        ${count('g.organic_code', 'organic')}
      FROM ${from} GROUP BY g.category_id, g.country, band
    ) AS counted JOIN categories c ON c.id = counted.category_id ORDER BY c.position, counted.band, counted.country`
  }
  const { postgresql, mysql } = typeof goods === 'string' ? { postgresql: goods, mysql: goods } : goods
  return statement(Counted, { postgresql: text(postgresql, '::int'), mysql: text(mysql, '') })
}
