import { type Static, Type } from 'typebox'

/** The most of one good in one cart. */
export const CEILING = 99

// Ajv takes the text `1e999` for an integer, Infinity, which it compares with no bound; a second look refuses it.
const FINITE = { allOf: [{ type: 'integer' }] }

const GoodId = Type.Integer({ minimum: 1, maximum: 2_147_483_647, ...FINITE })

export const NewLine = Type.Object({
  good: GoodId,
  quantity: Type.Integer({ minimum: 1, maximum: CEILING, default: 1, ...FINITE })
})

export const LineParams = Type.Object({ good: GoodId })

/** A quantity of 0 removes the line. */
export const LineChange = Type.Object({ quantity: Type.Integer({ minimum: 0, maximum: CEILING, ...FINITE }) })

const LineView = Type.Object({
  good: Type.Object({
    id: Type.Integer(),
    slug: Type.String(),
    name: Type.String(),
    unit: Type.String(),
    price: Type.Integer(),
    currency: Type.String(),
    stock: Type.Integer(),
    picture: Type.Union([Type.String(), Type.Null()])
  }),
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
