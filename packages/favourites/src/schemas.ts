import { LONGEST_PATH, RowId, Text } from '@larder/blueprint'
import { GoodSummary } from '@larder/goods'
import { Type } from 'typebox'

/** A form says the page of the shop to come back to. */
const back = Type.Optional(Text(LONGEST_PATH, 'The path of the page to come back to'))

export const NewFavourite = Type.Object({ good: RowId(), back })
// A program sends no body.
export const Back = Type.Optional(Type.Union([Type.Object({ back }), Type.Null()]))
export const GoodParams = Type.Object({ good: RowId() })

export const FavouriteList = Type.Object({ goods: Type.Array(GoodSummary) })
