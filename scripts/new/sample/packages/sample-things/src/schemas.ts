import { RowId, WholeNumber } from '@larder/blueprint'
import { type Static, Type } from 'typebox'

export const ListQuery = Type.Object({
  page: WholeNumber({ minimum: 1, maximum: 10_000, default: 1 })
})

export const SampleThingParams = Type.Object({ id: RowId() })

export const SampleThingView = Type.Object({ id: Type.Integer(), name: Type.String() })
export type SampleThingView = Static<typeof SampleThingView>

export const ListView = Type.Object({
  sampleThings: Type.Array(SampleThingView),
  total: Type.Integer(),
  page: Type.Integer(),
  pages: Type.Integer()
})
