import {
  type Database,
  executeStatement,
  inTransaction,
  type PrismaClient,
  queryRows,
  statement
} from '@larder/database'
import { type Static, Type } from 'typebox'
import { TERMS_VERSION, termsOf } from './terms.js'

/**
 * Makes the terms of goods that have none or those of an earlier version, so that the search finds
 * them. Goods that are not published get none. Several processes may run it at once: each takes other goods.
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
    await writeTerms(tx, goods)
    return goods.length
  })
}

/** Indexes all waiting goods, a hundred at a time, until `stop` is aborted. */
export async function indexAllGoods(db: PrismaClient, stop?: AbortSignal): Promise<void> {
  while (!stop?.aborted && (await indexGoods(db, 100)) > 0);
}

async function writeTerms(tx: Database, goods: WaitingGood[]): Promise<void> {
  const ids = goods.map(({ id }) => id)
  const published = goods.filter((good) => good.published)
  const terms = published.flatMap((good) =>
    [...termsOf(good)].map(([term, weight]) => ({
      good_id: good.id,
      term,
      weight,
      category_id: good.categoryId
    }))
  )
  await tx.goodTerm.deleteMany({ where: { goodId: { in: ids } } })
  await executeStatement(tx, INSERT_TERMS, [JSON.stringify(terms)])
  await tx.good.updateMany({ where: { id: { in: ids } }, data: { termsVersion: TERMS_VERSION } })
  // Sorted: two processes that add the same words would otherwise deadlock.
  const words = [...new Set(terms.map(({ term }) => term))].sort()
  await executeStatement(tx, INSERT_WORDS, [JSON.stringify(words)])
}

const WaitingGood = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  category: Type.String(),
  categoryId: Type.Integer(),
  description: Type.String(),
  published: Type.Boolean()
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
  // A joined category would be locked as well.
  `SELECT g.id, g.name, (SELECT c.name FROM categories c WHERE c.id = g.category_id) AS category,
     g.category_id AS "categoryId", g.description, g.published
   FROM goods g WHERE g.terms_version < $1 ORDER BY g.terms_version LIMIT $2 FOR UPDATE SKIP LOCKED`
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
