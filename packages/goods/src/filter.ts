import { WholeNumber } from '@larder/blueprint'
import type { Value } from '@larder/database'
import { type Static, Type } from 'typebox'

const Yes = (description: string) => Type.Optional(Type.Literal('yes', { description }))

const Price = (description: string) =>
  Type.Optional(WholeNumber({ minimum: 0, maximum: 2_147_483_647, description }))

/** What a list or a search is narrowed by, beside its category, as its URL has it. */
export const FilterFields = {
  in_stock: Yes('Only goods that can be bought.'),
  vegan: Yes('Only vegan goods.'),
  organic: Yes('Only organic goods.'),
  country: Type.Optional(
    Type.String({ pattern: '^[A-Z]{2}$', description: 'Only goods from this country, ISO 3166-1.' })
  ),
  price_from: Price('In minor units of the currency.'),
  price_to: Price('In minor units of the currency.')
}

const Filter = Type.Object({ category: Type.Optional(Type.String()), ...FilterFields })
export type GoodsFilter = Static<typeof Filter>

/** Whether goods are narrowed by more than a category. */
export function isFiltered(filter: GoodsFilter): boolean {
  return Object.keys(FilterFields).some((name) => Reflect.get(filter, name) !== undefined)
}

/** SQL that a filter, beside its category, asks of goods `g`. */
export function filterConditions(filter: GoodsFilter, add: (value: Value) => string): string[] {
  const { in_stock, vegan, organic, country, price_from, price_to } = filter
  return [
    ...(in_stock ? ['g.available'] : []),
    ...(vegan ? ['g.vegan'] : []),
    ...(organic ? ['g.organic_code IS NOT NULL'] : []),
    ...(country ? [`g.country = ${add(country)}`] : []),
    ...(price_from === undefined ? [] : [`g.price >= ${add(price_from)}`]),
    ...(price_to === undefined ? [] : [`g.price <= ${add(price_to)}`])
  ]
}
