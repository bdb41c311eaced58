import { type Static, Type } from 'typebox'

// PostgreSQL's text holds every character but NUL.
const Text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })

/** A whole number, from a query or a form too. */
export function WholeNumber({
  minimum,
  maximum,
  ...rest
}: {
  minimum: number
  maximum: number
  default?: number
}) {
  const allOf = [
    // Ajv would make 0 of null and false, and 1 of true.
    { not: { enum: [null, false, true] } },
    { type: 'integer', minimum, maximum },
    // It takes the text `1e999` for an integer, Infinity, which it compares with no bound; a second look refuses it.
    { type: 'integer' }
  ]
  return Type.Unsafe<number>({ ...rest, allOf })
}

export const ListQuery = Type.Object({
  /** A part of the name. */
  q: Type.Optional(Text(100)),
  /** The slug of a category. */
  category: Type.Optional(Text(64)),
  page: WholeNumber({ minimum: 1, maximum: 10_000, default: 1 })
})
export type ListQuery = Static<typeof ListQuery>

export const Slug = Type.Object({ slug: Text(80) })

/** What a list shows of a good. */
export const GoodSummary = Type.Object({
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  unit: Type.String(),
  /** In minor units of the currency. */
  price: Type.Integer(),
  currency: Type.String(),
  stock: Type.Integer(),
  picture: Type.Union([Type.String(), Type.Null()])
})
export type GoodSummary = Static<typeof GoodSummary>

export const CategoryView = Type.Object({ slug: Type.String(), name: Type.String() })
export type CategoryView = Static<typeof CategoryView>

export const GoodView = Type.Object({
  ...GoodSummary.properties,
  description: Type.String(),
  category: CategoryView
})
export type GoodView = Static<typeof GoodView>

export const GoodsPage = Type.Object({
  goods: Type.Array(GoodSummary),
  /** Goods on all pages. */
  total: Type.Integer(),
  page: Type.Integer(),
  pages: Type.Integer()
})
export type GoodsPage = Static<typeof GoodsPage>
