import { type Static, Type } from 'typebox'

// Ajv takes the text `1e999` for an integer, Infinity, which it compares with no bound; a second look refuses it.
const FINITE = { allOf: [{ type: 'integer' }] }

export const ListQuery = Type.Object({
  page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1, ...FINITE })
})

export const SampleThingParams = Type.Object({
  id: Type.Integer({ minimum: 1, maximum: 2_147_483_647, ...FINITE })
})

export const SampleThingView = Type.Object({ id: Type.Integer(), name: Type.String() })
export type SampleThingView = Static<typeof SampleThingView>

export const ListView = Type.Object({
  sampleThings: Type.Array(SampleThingView),
  total: Type.Integer(),
  page: Type.Integer(),
  pages: Type.Integer()
})
