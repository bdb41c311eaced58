import {
  type Database,
  executeStatement,
  inTransaction,
  type PrismaClient,
  queryRows,
  statement
} from '@larder/database'
import { type Static, Type } from 'typebox'
import { sortKey } from '../lists/sort-key.js'
import { OrNull } from '../schemas.js'
import { findTexts, type IndexedTexts } from './indexed-texts.js'
import { filterTerms, isWord, TERMS_VERSION, termsOf, WEIGHTS } from './terms.js'

/**
 * Makes what lists and the search find goods by, of goods that have none of it or that of an
 * earlier version: terms, names as other languages sort them, and the price of a base unit. Goods
 * that are not published are in none. Several processes may run it at once: each takes other goods.
 *
 * @param most goods at most
 * @returns how many it was
 */
export async function indexGoods(db: PrismaClient, most: number): Promise<number> {
  // Most of the time there is nothing to do, and no transaction to open.
  const waiting = await queryRows(db, FIND_WAITING, [TERMS_VERSION])
  if (waiting.length === 0) return 0
  return inTransaction(db, async (tx) => {
    const goods = await queryRows(tx, TAKE_WAITING, [TERMS_VERSION, most])
    const ids = goods.map(({ id }) => id)
    const published = goods.filter((good) => good.published)
    const texts = await findTexts(tx, published)
    await writeTerms(tx, ids, texts)
    await writeNames(tx, ids, texts)
    await executeStatement(tx, FINISH, [TERMS_VERSION, JSON.stringify(ids)])
    return goods.length
  })
}

/** Indexes all waiting goods, a hundred at a time, until `stop` is aborted. */
export async function indexAllGoods(db: PrismaClient, stop?: AbortSignal): Promise<void> {
  while (!stop?.aborted && (await indexGoods(db, 100)) > 0);
}

async function writeTerms(tx: Database, ids: number[], goods: IndexedTexts<WaitingGood>[]): Promise<void> {
  const terms = goods.flatMap(({ good, texts }) => {
    const filters = filterTerms(good).map((term) => [term, WEIGHTS.filter] as const)
    return [...termsOf(texts), ...filters].map(([term, weight]) => ({
      good_id: good.id,
      term,
      weight,
      category_id: good.categoryId
    }))
  })
  await tx.goodTerm.deleteMany({ where: { goodId: { in: ids } } })
  await executeStatement(tx, INSERT_TERMS, [JSON.stringify(terms)])
  // Sorted: two processes that add the same words would otherwise deadlock.
  const words = [...new Set(terms.map(({ term }) => term).filter(isWord))].sort()
  await executeStatement(tx, INSERT_WORDS, [JSON.stringify(words)])
}

async function writeNames(tx: Database, ids: number[], goods: IndexedTexts<WaitingGood>[]): Promise<void> {
  const data = goods.flatMap(({ good, names }) =>
    [...names].map(([language, name]) => ({
      goodId: good.id,
      language,
      categoryId: good.categoryId,
      sortKey: sortKey(name, language)
    }))
  )
  await tx.goodName.deleteMany({ where: { goodId: { in: ids } } })
  await tx.goodName.createMany({ data })
}

const WaitingGood = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  categoryId: Type.Integer(),
  description: Type.String(),
  published: Type.Boolean(),
  vegan: Type.Boolean(),
  organic: Type.Boolean(),
  country: OrNull(Type.String())
})
type WaitingGood = Static<typeof WaitingGood>

/** Exported for its plan to be tested. */
export const FIND_WAITING = statement(
  Type.Object({ id: Type.Integer() }),
  // Without the order PostgreSQL expects many, and looks for the first of them in the whole table.
  'SELECT id FROM goods WHERE terms_version < $1 ORDER BY terms_version LIMIT 1'
)
const TAKE_WAITING = statement(
  WaitingGood,
  `SELECT id, name, category_id AS "categoryId", description, published, vegan, organic_code IS NOT NULL AS organic, country
   FROM goods WHERE terms_version < $1 ORDER BY terms_version LIMIT $2 FOR UPDATE SKIP LOCKED`
)
const INSERT = `INSERT INTO good_terms (good_id, term, weight, category_id)
   SELECT good_id, term, weight, category_id`
const INSERT_TERMS = statement(Type.Never(), {
  postgresql: `${INSERT}
   FROM jsonb_to_recordset($1::jsonb) AS made(good_id int, term text, weight smallint, category_id int)`,
  mysql: `${INSERT}
   FROM JSON_TABLE($1, '$[*]' COLUMNS (good_id INT PATH '$.good_id', term VARCHAR(40) PATH '$.term',
     weight SMALLINT PATH '$.weight', category_id INT PATH '$.category_id')) AS made`
})
const INSERT_WORDS = statement(Type.Never(), {
  postgresql: `INSERT INTO search_terms (term)
   SELECT * FROM jsonb_array_elements_text($1::jsonb) ON CONFLICT DO NOTHING`,
  mysql: `INSERT INTO search_terms (term)
   SELECT word FROM JSON_TABLE($1, '$[*]' COLUMNS (word VARCHAR(40) PATH '$')) AS made
   ON DUPLICATE KEY UPDATE term = search_terms.term`
})

// As basePrice() of base-price.ts has it.
const UNITS = 'NULLIF(COALESCE(drained, content), 0)'
const SIZE = `CASE WHEN content_unit IN ('g', 'ml') THEN 1000 WHEN content_unit = 'piece' THEN 1 END`
const halves = (price: string, divide: string) =>
  `LEAST(COALESCE((2 * ${price} * ${SIZE} + ${UNITS}) ${divide} (2 * ${UNITS}), price), 2147483647)`
const FINISH = statement(Type.Never(), {
  postgresql: `UPDATE goods SET terms_version = $1, base_price = ${halves('price::bigint', '/')}
   WHERE id = ANY(translate($2, '[]', '{}')::int[])`,
  mysql: `UPDATE goods SET terms_version = $1, base_price = ${halves('price', 'DIV')}
   WHERE id IN (SELECT id FROM JSON_TABLE($2, '$[*]' COLUMNS (id INT PATH '$')) AS taken)`
})
