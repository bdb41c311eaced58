import { type Statement, wrapStatement } from '@larder/database'
import { type Static, Type } from 'typebox'

/** How many of a good there are, as visitors see it. */
export const GoodStock = Type.Object({
  stock: Type.Integer({ description: 'How many there are, never below zero.' }),
  backorder: Type.Boolean({ description: 'Whether it can be ordered though there is none.' })
})
export type GoodStock = Static<typeof GoodStock>

/**
 * The same statement, whose rows have their stock beside them: for busy lists, where a second query
 * takes a fifth of the CPU. A good that was never in stock has none.
 *
 * @param goods selects goods, with their `id`. Its order stays, if it has a LIMIT: MariaDB forgets that
 * of others.
 */
export function withStock<Row>(goods: Statement<Row>): Statement<Row & GoodStock> {
  return wrapStatement(goods, GoodStock, addStock)
}

function addStock(goods: string): string {
  // A join may change the order. These look up a row for each good.
  const read = (column: string) => `(SELECT ${column} FROM stock_levels WHERE good_id = goods.id)`
  return `SELECT goods.*, COALESCE(GREATEST(${read('on_hand')}, 0), 0) AS stock,
       COALESCE(${read('backorder')}, FALSE) AS backorder
     FROM (${goods}) AS goods`
}
