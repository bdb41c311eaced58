import { RowId, Text } from '@larder/blueprint'
import { type Static, Type } from 'typebox'

export const PaymentParams = Type.Object({ id: RowId() })

export const AgainBody = Type.Object({ method: Type.Optional(Text(32)) })

export const PaymentView = Type.Object({
  order: Type.String({ description: 'The number of the order.' }),
  method: Type.String(),
  status: Type.Enum(['created', 'pending', 'authorized', 'captured', 'failed', 'cancelled', 'expired']),
  amount: Type.Integer({ description: 'In minor units of the currency.' }),
  currency: Type.String({ description: 'ISO 4217.' }),
  url: Type.String({ description: 'Where it is paid, or else the order is seen.' })
})
export type PaymentView = Static<typeof PaymentView>
