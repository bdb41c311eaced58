import { LONGEST_PATH, RowId, Text, WholeNumber } from '@larder/blueprint'
import { GoodSummary } from '@larder/goods'
import { type Static, Type } from 'typebox'

/** The most of one good in one cart. */
export const CEILING = 99

/** How many of a good one cart can have. A cart holds back nothing: when it is ordered there may be fewer. */
export function mostInCart({ stock, backorder }: Pick<GoodSummary, 'stock' | 'backorder'>): number {
  return backorder ? CEILING : Math.min(stock, CEILING)
}

const Back = Type.Optional(Text(LONGEST_PATH, 'The path of the page that a form stands in, to return to.'))

export const NewLine = Type.Object({
  good: RowId(),
  quantity: WholeNumber({ minimum: 1, maximum: CEILING, default: 1 }),
  back: Back
})

export const LineParams = Type.Object({ good: RowId() })

export const LineChange = Type.Object({
  quantity: WholeNumber({ minimum: 0, maximum: CEILING, description: '0 removes the line.' }),
  back: Back
})

export type LineChange = Static<typeof LineChange>

const LineView = Type.Object({
  good: GoodSummary,
  quantity: Type.Integer(),
  total: Type.Integer({ description: 'With the deposits, in minor units of the currency.' })
})

export const CartView = Type.Object({
  lines: Type.Array(LineView),
  not_sold: Type.Optional(
    Type.Array(Type.Object({ good: Type.Integer(), name: Type.String() }), {
      description: 'What has just been taken out of the cart, since it is not sold any more.'
    })
  ),
  count: Type.Integer({ description: 'Units in all.' }),
  total: Type.Integer({ description: 'In minor units of the currency.' }),
  currency: Type.String({ description: 'The shop’s, ISO 4217.' })
})
export type CartView = Static<typeof CartView>
