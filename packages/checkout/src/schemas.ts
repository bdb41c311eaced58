import { AddressInput } from '@larder/addresses'
import { RowId, Text } from '@larder/blueprint'
import { type Static, Type } from 'typebox'

// What may be sent. What must be there is for `checkValues` to say, field by field.
const Field = Type.Optional(Text(500))

/** What somebody types into the checkout. */
export const CheckoutValues = Type.Object({
  email: Field,
  ...AddressInput.properties,
  billing: Type.Optional(
    Type.Enum(['same', 'other'], { description: 'Whether the bill goes to another address.' })
  ),
  billing_name: Field,
  billing_organisation: Field,
  billing_street: Field,
  billing_district: Field,
  billing_city: Field,
  billing_region: Field,
  billing_postal_code: Field,
  billing_country: Field,
  billing_phone: Field,
  delivery: Type.Optional(Text(60, 'A `choice` of the offers.')),
  payment_method: Type.Optional(Text(32, 'The name of one of the payment methods.')),
  note: Type.Optional(Text(2_000))
})
export type CheckoutValues = Static<typeof CheckoutValues>

export const CheckoutInput = Type.Object(
  {
    checkout_id: Text(36),
    seen: Type.Optional(Text(64, 'As the last answer has it. Without it nothing is ordered.')),
    action: Type.Enum(['update', 'take', 'use-address', 'log-in', 'order'], {
      default: 'update',
      description:
        '`update` computes anew, `take` takes no more than there is into the cart, `use-address` fills in that of `address_id`, `order` places the order. `log-in` is `update` for a program, and leads a browser to the log-in.'
    }),
    address_id: Type.Optional(RowId('Of the customer’s address book.')),
    ...CheckoutValues.properties
  },
  // What else is sent, a price for example, is left out.
  { additionalProperties: false }
)
export type CheckoutInput = Static<typeof CheckoutInput>

export const AgainParams = Type.Object({ number: Text(24) })

const Amount = Type.Integer({ description: 'In minor units of the currency, tax included.' })
const Time = Type.String({ format: 'date-time' })
const OrNull = <Schema extends Parameters<typeof Type.Optional>[0]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])
const Choice = Type.String({ description: 'What to send as `delivery`.' })

const Slot = Type.Object({ starts_at: Time, ends_at: Time, cutoff_at: Time, choice: OrNull(Choice) })

const Offer = Type.Object({
  code: Type.String(),
  name: Type.String(),
  description: Type.String(),
  price: Amount,
  min_total: OrNull(Type.Integer({ description: 'Below this much of goods it cannot be chosen.' })),
  refusal: OrNull(Type.Enum(['below-minimum', 'no-slot'])),
  choice: OrNull(Choice),
  slots: Type.Array(Slot, { description: 'Without a `choice` where it is full.' })
})

/** A checkout as it stands: with what was typed, and what that costs now. */
export const CheckoutView = Type.Object({
  checkout_id: Type.String(),
  seen: OrNull(
    Type.String({ description: 'To be sent with the order. None where it cannot be ordered yet.' })
  ),
  values: CheckoutValues,
  lines: Type.Array(
    Type.Object({
      good: OrNull(Type.Integer({ description: 'Its id; none of a fee.' })),
      slug: Type.String(),
      name: Type.String(),
      unit: Type.String(),
      quantity: Type.Integer(),
      unit_price: Amount,
      deposit: Type.Integer({ description: 'For each unit.' }),
      discount: Type.Integer(),
      total: Amount
    })
  ),
  offers: Type.Array(Offer),
  payment_methods: Type.Array(Type.Object({ name: Type.String(), label: Type.String() })),
  goods_total: OrNull(Type.Integer({ description: 'None where it is more than an order can be for.' })),
  discount_total: Type.Integer(),
  delivery_total: OrNull(Type.Integer({ description: 'None until a delivery is chosen.' })),
  total: OrNull(Type.Integer({ description: 'With delivery, once one is chosen.' })),
  currency: Type.String({ description: 'ISO 4217.' }),
  taxes: Type.Array(
    Type.Object({
      rate: Type.Integer({ description: 'In millionths.' }),
      net: Type.Integer(),
      tax: Type.Integer()
    })
  )
})
export type CheckoutView = Static<typeof CheckoutView>

const OUTCOMES = [
  'open',
  'placed',
  'same',
  'empty',
  'problems',
  'changed',
  'short',
  'slot-gone',
  'not-sold',
  'mixed-currencies',
  'too-large',
  'no-delivery',
  'no-tax-rate',
  'no-payment',
  'refused',
  'too-many-orders',
  'key-used',
  'key-in-use'
] as const

/** What the checkout answers with. Errors have others. */
export const Status = Type.Enum([200, 201, 409, 422, 429])
export type Status = Static<typeof Status>

const Optional = Type.Optional

/** Every answer of the checkout in JSON. */
export const CheckoutAnswer = Type.Object({
  outcome: Type.Enum([...OUTCOMES]),
  message: Optional(Type.String()),
  order: Optional(OrNull(Type.String({ description: 'The number of the order, or of the last one.' }))),
  next: Optional(Type.String({ description: 'Where it is paid, or seen.' })),
  problems: Optional(Type.Record(Type.String(), Type.String(), { description: 'By field.' })),
  short: Optional(
    Type.Array(
      Type.Object({
        good: Type.Integer(),
        name: Type.String(),
        quantity: Type.Integer(),
        available: Type.Integer()
      })
    )
  ),
  not_sold: Optional(Type.Array(Type.Object({ good: Type.Integer(), name: Type.String() }))),
  changes: Optional(
    Type.Array(
      Type.Object({
        what: Type.Enum(['quantity', 'price', 'deposit', 'delivery', 'total']),
        name: Type.String({ description: 'Of the good or the delivery.' }),
        from: OrNull(Type.Integer()),
        to: OrNull(Type.Integer())
      })
    )
  ),
  checkout: Optional(CheckoutView)
})
export type CheckoutAnswer = Static<typeof CheckoutAnswer>

const AgainLine = Type.Object({ slug: Type.String(), name: Type.String(), quantity: Type.Integer() })

export const AgainAnswer = Type.Object({
  added: Type.Array(AgainLine, { description: 'With how many the cart has now.' }),
  limited: Type.Array(AgainLine, { description: 'Of which the cart has less than was asked for.' }),
  not_sold: Type.Array(Type.Object({ slug: Type.String(), name: Type.String() }))
})
export type AgainAnswer = Static<typeof AgainAnswer>
