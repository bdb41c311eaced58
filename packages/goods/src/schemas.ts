import { type Static, Type } from 'typebox'

// PostgreSQL's text holds every character but NUL.
const Text = (maxLength: number) => Type.String({ maxLength, pattern: '^[^\\u0000]*$' })

// Ajv takes the text `1e999` for an integer, Infinity, which it compares with no bound; a second look refuses it.
const FINITE = { allOf: [{ type: 'integer' }] }

export const ListQuery = Type.Object({
  /** A part of the name. */
  q: Type.Optional(Text(100)),
  /** The slug of a category. */
  category: Type.Optional(Text(64)),
  page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, ...FINITE })
})
export type ListQuery = Static<typeof ListQuery>

export const Slug = Type.Object({ slug: Text(80) })

const CategoryView = Type.Object({ slug: Type.String(), name: Type.String() })

const summary = {
  id: Type.Integer(),
  slug: Type.String(),
  name: Type.String(),
  unit: Type.String(),
  /** In minor units of the currency. */
  price: Type.Integer(),
  currency: Type.String(),
  stock: Type.Integer(),
  picture: Type.Union([Type.String(), Type.Null()])
}

export const GoodView = Type.Object({ ...summary, description: Type.String(), category: CategoryView })

export const ListView = Type.Object({
  goods: Type.Array(Type.Object(summary)),
  total: Type.Integer(),
  page: Type.Integer(),
  pages: Type.Integer()
})
