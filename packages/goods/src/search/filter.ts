import { WholeNumber } from '@larder/blueprint'
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
