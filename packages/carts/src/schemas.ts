import { GoodSummary, WholeNumber } from '@larder/goods'
import { type Static, Type } from 'typebox'

/** The most of one good in one cart. */
export const CEILING = 99

const GoodId = WholeNumber({ minimum: 1, maximum: 2_147_483_647 })

export const NewLine = Type.Object({
  good: GoodId,
  quantity: WholeNumber({ minimum: 1, maximum: CEILING, default: 1 })
})

export const LineParams = Type.Object({ good: GoodId })

/** A quantity of 0 removes the line. */
export const LineChange = Type.Object({ quantity: WholeNumber({ minimum: 0, maximum: CEILING }) })

const LineView = Type.Object({
  good: GoodSummary,
  quantity: Type.Integer(),
  /** In minor units of the currency. */
  total: Type.Integer()
})

export const CartView = Type.Object({
  lines: Type.Array(LineView),
  /** Units in all. */
  count: Type.Integer(),
  /** One for each currency, in its minor units. */
  totals: Type.Array(Type.Object({ currency: Type.String(), amount: Type.Integer() }))
})
export type CartView = Static<typeof CartView>
