import { AddressInput } from '@larder/addresses'
import { OrEmpty, RowId, Text, WholeNumber } from '@larder/blueprint'
import { PageQuery, SortQuery } from '@larder/staff'
import { type Static, Type } from 'typebox'
import { OrderView, OrNull, SUMMARY, Time } from '../pages/schemas.js'
import { ORDER_SORTS } from './list/list-staff-orders.js'

export const Day = Type.String({
  format: 'date',
  pattern: '^[1-9]',
  description: '2026-11-26, where the shop is.'
})

export const OrdersQuery = Type.Object({
  ...PageQuery.properties,
  sort: SortQuery(ORDER_SORTS, '-placed_at'),
  status: OrEmpty(SUMMARY.status),
  payment: OrEmpty(SUMMARY.payment),
  delivery: OrEmpty(SUMMARY.delivery),
  day: OrEmpty(Day),
  placed_from: OrEmpty(Day),
  placed_to: OrEmpty(Day),
  q: Type.Optional(Text(100, 'A number, how an e-mail address begins, or a part of a name.'))
})
export type OrdersQuery = Static<typeof OrdersQuery>

const Listed = Type.Object({
  id: Type.Integer(),
  ...SUMMARY,
  owed: Type.Integer({ description: 'What is still to be paid; below 0 what was paid too much.' }),
  email: Type.String(),
  name: Type.String(),
  method: Type.String(),
  deliver_from: OrNull(Time),
  deliver_until: OrNull(Time)
})
export const StaffOrderList = Type.Object({
  orders: Type.Array(Listed),
  next: OrNull(Type.Integer()),
  previous: OrNull(Type.Integer())
})
export type StaffOrderList = Static<typeof StaffOrderList>

export const OrderIdParams = Type.Object({ id: RowId() })

const Units = Type.Object({ position: Type.Integer(), quantity: Type.Integer() })
const StaffParcel = Type.Object({
  id: Type.Integer(),
  status: Type.Enum(['packed', 'sent', 'delivered', 'lost']),
  carrier: Type.String(),
  tracking: Type.String(),
  packed_at: Time,
  sent_at: OrNull(Time),
  delivered_at: OrNull(Time),
  lines: Type.Array(Units)
})

export const StaffOrder = Type.Object({
  ...OrderView.properties,
  id: Type.Integer(),
  version: Type.Integer({ description: 'For If-Match, or the field `version` of what changes it.' }),
  user_id: OrNull(Type.Integer()),
  email: Type.String(),
  language: Type.String(),
  payment_method: Type.String(),
  billing_address: Type.Array(Type.String()),
  phone: Type.String(),
  lines: Type.Array(
    Type.Object({
      ...OrderView.properties.lines.items.properties,
      position: Type.Integer(),
      own_name: OrNull(
        Type.String({ description: 'In the language of the staff, where the order has another one.' })
      ),
      good_id: OrNull(Type.Integer()),
      reduced: Type.Integer({ description: 'What was taken off its price at packing.' }),
      returned: Type.Integer(),
      restocked: Type.Integer(),
      to_pack: Type.Integer({ description: 'Units in no parcel.' })
    })
  ),
  parcels: Type.Array(StaffParcel),
  may_pack: Type.Boolean(),
  may_edit: Type.Boolean(),
  timeline: Type.Array(
    Type.Object({
      id: Type.Integer(),
      at: Time,
      kind: Type.String(),
      text: Type.String(),
      actor: OrNull(Type.String()),
      mail: OrNull(Type.String({ description: 'Of a mail: what became of it.' }))
    })
  )
})
export type StaffOrder = Static<typeof StaffOrder>

export const Refused = Type.Object({ message: Type.String() })

const VERSION = { version: Type.Optional(WholeNumber({ minimum: 1, maximum: 2_147_483_647 })) }
const Quantity = WholeNumber({ minimum: 0, maximum: 1_000_000 })
/** What is taken off, or paid, as people write it. */
export const PriceText = Type.String({
  pattern: '^[0-9]{0,10}(\\.[0-9]{1,4})?$',
  description: 'In the order’s currency, with a decimal point: `4.20`.'
})

export const VersionBody = Type.Object(VERSION)
export const PackBody = Type.Object({
  ...VERSION,
  units: Type.Array(
    Type.Object({ position: RowId(), quantity: Quantity, reduced_by: Type.Optional(PriceText) }),
    { minItems: 1, maxItems: 500 }
  ),
  pickup: Type.Optional(
    Type.Boolean({ description: 'The customer fetches it, and is mailed that it is ready.' })
  )
})
export const SendBody = Type.Object({
  ...VERSION,
  parcel: OrEmpty(RowId('Without one, all that are packed.')),
  carrier: Type.Optional(Text(40)),
  tracking: Type.Optional(Text(80))
})
export const ArrivalBody = Type.Object({
  ...VERSION,
  parcel: RowId(),
  status: Type.Enum(['delivered', 'lost'])
})
export const UnpackBody = Type.Object({ ...VERSION, parcel: RowId() })
export const UnitsBody = Type.Object({
  ...VERSION,
  units: Type.Array(Type.Object({ position: RowId(), quantity: Quantity }), { minItems: 1, maxItems: 500 })
})
export const ReturnBody = Type.Object({
  ...VERSION,
  units: Type.Array(
    Type.Object({
      position: RowId(),
      quantity: Quantity,
      restock: Type.Optional(Type.Boolean({ description: 'Whether they go back on the shelf.' }))
    }),
    { minItems: 1, maxItems: 500 }
  )
})
export const NoteBody = Type.Object({ ...VERSION, text: Text(1_000, 'Only staff see it.') })
export const EditBody = Type.Object({
  ...VERSION,
  ...AddressInput.properties,
  note: Type.Optional(Text(500, 'The customer’s.'))
})
export type EditBody = Static<typeof EditBody>
export const MailParams = Type.Object({ id: RowId(), event: RowId('Of the timeline: the mail.') })
