import { RowId, Text } from '@larder/blueprint'
import { type Static, Type } from 'typebox'

export const ListQuery = Type.Object({ after: Type.Optional(RowId()) })

export const OrderParams = Type.Object({ number: Text(24) })

export const OrderQuery = Type.Object({ key: Type.Optional(Text(100)) })

export const InvoiceParams = Type.Object({ series: Text(16), number: RowId() })

export const Amount = (description: string) => Type.Integer({ description })
export const Time = Type.String({ format: 'date-time' })
export const OrNull = <Schema extends Parameters<typeof Type.Optional>[0]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

export const SUMMARY = {
  number: Type.String({ description: 'What people call it.' }),
  placed_at: Time,
  status: Type.Enum(['placed', 'cancelled', 'completed']),
  payment: Type.Enum(['due', 'authorized', 'paid', 'part_refunded', 'refunded', 'failed']),
  delivery: Type.Enum(['open', 'packed', 'part_sent', 'sent', 'delivered', 'returned']),
  total: Amount('In minor units of the currency, tax included.'),
  currency: Type.String({ description: 'ISO 4217.' })
}
const OrderSummary = Type.Object(SUMMARY)

export const OrderList = Type.Object({
  orders: Type.Array(OrderSummary),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'What to ask for with `after`.' })
})
export type OrderList = Static<typeof OrderList>

export const OrderView = Type.Object({
  ...SUMMARY,
  access: Type.Enum(['all', 'status'], {
    description: '`status`: an old order of a guest, without what is personal, until they ask for a new link.'
  }),
  goods_total: Amount('Before discounts.'),
  delivery_total: Type.Integer(),
  discount_total: Type.Integer(),
  cancelled_total: Amount('What is not owed any more.'),
  owed: Amount('What is still to be paid.'),
  paid: Type.Integer(),
  refunded: Type.Integer(),
  method: Type.String(),
  deliver_from: OrNull(Time),
  deliver_until: OrNull(Time),
  pay_by: OrNull(Time),
  note: Type.String(),
  lines: Type.Array(
    Type.Object({
      slug: Type.String(),
      name: Type.String(),
      unit: Type.String(),
      quantity: Type.Integer(),
      unit_price: Type.Integer(),
      deposit: Type.Integer(),
      discount: Type.Integer(),
      total: Type.Integer(),
      sent: Type.Integer(),
      cancelled: Type.Integer(),
      backordered: Type.Integer()
    })
  ),
  taxes: Type.Array(
    Type.Object({ rate: Amount('In millionths.'), net: Type.Integer(), tax: Type.Integer() })
  ),
  address: Type.Array(Type.String(), { description: 'Lines.' }),
  parcels: Type.Array(
    Type.Object({ status: Type.String(), carrier: Type.String(), tracking: Type.String() })
  ),
  invoices: Type.Array(Type.Object({ kind: Type.String(), series: Type.String(), number: Type.Integer() })),
  may_cancel: Type.Boolean(),
  may_withdraw: Type.Boolean()
})
export type OrderView = Static<typeof OrderView>

export const LatestOrder = Type.Object({ order: OrNull(OrderView) })
