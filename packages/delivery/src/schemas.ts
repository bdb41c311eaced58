import { type Static, Type } from 'typebox'

// Bounds are those of the columns.
const Amount = Type.Integer({ minimum: 0, maximum: 2_147_483_647 })
const Time = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' })
const Kind = Type.Union([Type.Literal('ship'), Type.Literal('local'), Type.Literal('pickup')])
const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1.' })
const Weekday = Type.Integer({ minimum: 1, maximum: 7, description: '1 is Monday (ISO 8601).' })

const Area = Type.Object({
  country: Country,
  postalPrefix: Type.String({ pattern: '^[A-Z0-9]{0,10}$' })
})

/** A time of each week at which a method delivers. */
export const Plan = Type.Object({
  weekday: Weekday,
  starts: Time,
  ends: Time,
  cutoffMinutes: Type.Integer({ minimum: 0, maximum: 7 * 24 * 60 }),
  capacity: Type.Integer({ minimum: 0, maximum: 100_000 })
})
export type Plan = Static<typeof Plan>

/** What staff say of a method. */
export const MethodInput = Type.Object({
  code: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' }),
  name: Type.String({ minLength: 1, maxLength: 80 }),
  description: Type.String({ maxLength: 500 }),
  kind: Kind,
  price: Amount,
  freeFrom: Type.Union([Amount, Type.Null()]),
  minTotal: Type.Union([Amount, Type.Null()]),
  tax: Type.Union([Type.Literal('proportional'), Type.Literal('highest'), Type.Literal('category')]),
  taxCategory: Type.Union([Type.String({ minLength: 1, maxLength: 16 }), Type.Null()]),
  position: Type.Integer({ minimum: 0, maximum: 10_000 }),
  active: Type.Boolean(),
  areas: Type.Array(Area),
  plans: Type.Array(Plan)
})
export type MethodInput = Static<typeof MethodInput>

const MethodView = Type.Object({
  code: Type.String(),
  name: Type.String(),
  description: Type.String(),
  kind: Kind,
  price: Type.Integer({ description: 'In minor units of the currency, tax included.' }),
  free_from: Type.Union([Type.Integer(), Type.Null()], {
    description: 'From this much of goods it costs nothing.'
  }),
  min_total: Type.Union([Type.Integer(), Type.Null()], {
    description: 'Below this much of goods it cannot be chosen.'
  }),
  areas: Type.Array(
    Type.Object({
      country: Country,
      postal_prefixes: Type.Array(Type.String(), {
        description: 'How postal codes begin there, without spaces; none for the whole country.'
      })
    }),
    { description: 'Empty where people come for the goods.' }
  ),
  times: Type.Array(
    Type.Object({ weekday: Weekday, starts: Time, ends: Time, cutoff_minutes: Type.Integer() })
  )
})
export type MethodView = Static<typeof MethodView>

export const DeliveryView = Type.Object({
  methods: Type.Array(MethodView),
  currency: Type.String({ description: 'The shop’s, ISO 4217.' }),
  time_zone: Type.String({ description: 'Of the times.' })
})
