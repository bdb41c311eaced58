import { RowId, Text } from '@larder/blueprint'
import { type Static, Type } from 'typebox'

export const AskBody = Type.Object({
  good: RowId('The good that is sold out'),
  email: Type.Optional(Text(254, 'Where to; a customer’s own confirmed address needs none'))
})
export type AskBody = Static<typeof AskBody>

export const GoodBody = Type.Object({ good: RowId() })

export const Asked = Type.Object({
  outcome: Type.Enum(['confirm', 'waits'], {
    description: 'Whether the address has to be confirmed first, by the link in a mail.'
  }),
  message: Type.String()
})

export const Refused = Type.Object({ message: Type.String() })

export const SecretParams = Type.Object({ secret: Text(64, 'Of the link in a mail') })

export const AlertList = Type.Object({
  email: Type.String(),
  confirmed: Type.Boolean(),
  goods: Type.Array(Type.String(), { description: 'Their names.' })
})
export type AlertList = Static<typeof AlertList>
