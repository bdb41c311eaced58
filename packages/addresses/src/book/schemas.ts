import { RowId } from '@larder/blueprint'
import { type Static, Type } from 'typebox'
import { Address, AddressInput } from '../address.js'

export const AddressParams = Type.Object({ id: RowId() })

/** What the form of an address sends. */
export const AddressBody = Type.Object(
  {
    action: Type.Enum(['save', 'update'], {
      default: 'save',
      description: '`update` saves nothing, and shows a browser the form of the country.'
    }),
    ...AddressInput.properties
  },
  { additionalProperties: false }
)
export type AddressBody = Static<typeof AddressBody>

const { postalCode, ...fields } = Address.properties

export const AddressView = Type.Object({
  id: Type.Integer(),
  is_default: Type.Boolean({ description: 'Whether the checkout begins with it.' }),
  ...fields,
  postal_code: postalCode,
  lines: Type.Array(Type.String(), { description: 'As it is printed.' })
})
export type AddressView = Static<typeof AddressView>

export const AddressList = Type.Object({
  addresses: Type.Array(AddressView, {
    description: 'The default first, then the one that was used last.'
  })
})

export const Refused = Type.Object({
  message: Type.String(),
  problems: Type.Record(Type.String(), Type.String(), { description: 'By field.' })
})
