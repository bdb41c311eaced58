import { type Statement, wrapStatement } from '@larder/database'
import { type GoodStock, withStock } from '@larder/stock'
import { type Static, Type } from 'typebox'
import { SUMMARY } from './find-good.js'
import { GoodRow } from './schemas.js'

/** A good as lists show it, in the shop's own language, whether it is sold or not. */
const AnyGood = Type.Object({ ...GoodRow.properties, published: Type.Boolean() })

/**
 * The same statement, whose rows have their good and its stock beside them.
 *
 * @param rows has the ids of goods in `good_id`; their order does not stay
 */
export function withGoods<Row>(rows: Statement<Row>): Statement<Row & Static<typeof AnyGood> & GoodStock> {
  return withStock(wrapStatement(rows, AnyGood, addGoods))
}

function addGoods(rows: string): string {
  return `SELECT chosen.*, ${SUMMARY}, g.published FROM (${rows}) AS chosen JOIN goods g ON g.id = chosen.good_id`
}
