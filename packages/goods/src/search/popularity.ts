import { type Database, executeStatement, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'

/**
 * Says in how many orders each good was of late, by the goods' ids; in none, where it says nothing.
 * Searches list those first that are bought most. Run it in a transaction.
 */
export async function setPopularity(tx: Database, counts: ReadonlyMap<number, number>): Promise<void> {
  const rows = [...counts].map(([id, count]) => ({ id, count })).sort((one, other) => one.id - other.id)
  await executeStatement(tx, FORGET, [JSON.stringify(rows)])
  await executeStatement(tx, SET, [JSON.stringify(rows)])
}

/** The goods that are bought most and can be bought, at most `count`. None where there are no orders. */
export function popularGoods(db: Database, count: number): Promise<GoodSummary[]> {
  return queryRows(db, FIND_POPULAR, [count])
}

const COUNTS = {
  postgresql: 'jsonb_to_recordset($1::jsonb) AS made(id int, count int)',
  mysql: `JSON_TABLE($1, '$[*]' COLUMNS (id INT PATH '$.id', count INT PATH '$.count')) AS made`
}
const FORGET = statement(Type.Never(), {
  postgresql: `UPDATE goods SET popularity = 0
   WHERE published IN (TRUE, FALSE) AND popularity > 0 AND id NOT IN (SELECT id FROM ${COUNTS.postgresql})`,
  mysql: `UPDATE goods SET popularity = 0
   WHERE published IN (TRUE, FALSE) AND popularity > 0 AND id NOT IN (SELECT id FROM ${COUNTS.mysql})`
})
// Most goods keep their count, and are not written.
const SET = statement(Type.Never(), {
  postgresql: `UPDATE goods SET popularity = made.count FROM ${COUNTS.postgresql}
   WHERE goods.id = made.id AND popularity <> made.count`,
  mysql: `UPDATE goods JOIN ${COUNTS.mysql} ON goods.id = made.id SET popularity = made.count
   WHERE popularity <> made.count`
})

/** Popular goods to search for some that can be bought. */
const LOOKED_AT = 200

const FIND_POPULAR = withStock(
  statement(
    GoodRow,
    `SELECT ${SUMMARY} FROM (
       SELECT * FROM goods WHERE published = TRUE AND popularity > 0 ORDER BY popularity DESC, id DESC LIMIT ${LOOKED_AT}
     ) AS g WHERE g.available ORDER BY g.popularity DESC, g.id DESC LIMIT $1`
  )
)
