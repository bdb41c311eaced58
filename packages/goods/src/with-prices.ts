import { type Statement, wrapStatement } from '@larder/database'
import { type Static, Type } from 'typebox'

/** What a good costs now. */
export const GoodPrice = Type.Object({
  /** In minor units of the currency, tax included. */
  price: Type.Integer(),
  currency: Type.String(),
  /** For each unit, not in the price. */
  deposit: Type.Integer()
})
export type GoodPrice = Static<typeof GoodPrice>

/**
 * The same statement, whose rows have the price of their good beside them. Rows of goods that are not published are left out.
 *
 * @param rows has the ids of goods in `good_id`; their order does not stay
 */
export function withPrices<Row>(rows: Statement<Row>): Statement<Row & GoodPrice> {
  return wrapStatement(rows, GoodPrice, addPrices)
}

function addPrices(rows: string): string {
  return `SELECT priced.*, g.price, g.currency, g.deposit
     FROM (${rows}) AS priced JOIN goods g ON g.id = priced.good_id AND g.published`
}
