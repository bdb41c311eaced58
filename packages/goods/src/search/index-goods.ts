import { type Database, type PrismaClient, queryRows, statement } from '@larder/database'
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
  return db.$transaction(async (tx) => {
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
  await queryRows(tx, INSERT_TERMS, [JSON.stringify(terms)])
  await tx.good.updateMany({ where: { id: { in: ids } }, data: { termsVersion: TERMS_VERSION } })
  // Sorted: two processes that add the same words would otherwise deadlock.
  const words = [...new Set(terms.map(({ term }) => term))].sort()
  await tx.searchTerm.createMany({ data: words.map((term) => ({ term })), skipDuplicates: true })
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
  'SELECT id FROM goods WHERE terms_version < $1::int ORDER BY terms_version LIMIT 1'
)
const TAKE_WAITING = statement(
  WaitingGood,
  `SELECT g.id, g.name, c.name AS category, g.category_id AS "categoryId", g.description, g.published
   FROM goods g JOIN categories c ON c.id = g.category_id
   WHERE g.terms_version < $1::int ORDER BY g.terms_version LIMIT $2::int FOR UPDATE OF g SKIP LOCKED`
)
const INSERT_TERMS = statement(
  Type.Never(),
  `INSERT INTO good_terms (good_id, term, weight, category_id)
   SELECT good_id, term, weight, category_id
   FROM jsonb_to_recordset($1::jsonb) AS made(good_id int, term text, weight smallint, category_id int)`
)
