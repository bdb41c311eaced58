import { Text } from '@larder/blueprint'
import { type Static, Type } from 'typebox'

/** How many characters the columns of an address hold. */
export const LENGTHS = {
  name: 100,
  organisation: 100,
  street: 240,
  district: 80,
  city: 80,
  region: 80,
  postal_code: 16,
  country: 2,
  phone: 32
} as const

export type AddressField = keyof typeof LENGTHS

/** As the columns hold it. What an address does not have is the empty text. */
export const Address = Type.Object({
  name: Type.String({ maxLength: LENGTHS.name }),
  organisation: Type.String({ maxLength: LENGTHS.organisation }),
  street: Type.String({ maxLength: LENGTHS.street, description: 'Up to three lines.' }),
  district: Type.String({ maxLength: LENGTHS.district }),
  city: Type.String({ maxLength: LENGTHS.city }),
  region: Type.String({ maxLength: LENGTHS.region, description: 'A state, a province, a county.' }),
  postalCode: Type.String({ maxLength: LENGTHS.postal_code }),
  country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1.' }),
  phone: Type.String({ maxLength: LENGTHS.phone })
})
export type Address = Static<typeof Address>

/** An address of which nothing is known yet. */
export const EMPTY_ADDRESS: Address = {
  name: '',
  organisation: '',
  street: '',
  district: '',
  city: '',
  region: '',
  postalCode: '',
  country: '',
  phone: ''
}

// It says what may be sent. What an address must have is for `checkAddress` to say, field by field.
const Field = Type.Optional(Text(500))

/** What a form, or a program, sends. */
export const AddressInput = Type.Object({
  name: Field,
  organisation: Field,
  street: Field,
  district: Field,
  city: Field,
  region: Field,
  postal_code: Field,
  country: Field,
  phone: Field
})
export type AddressInput = Static<typeof AddressInput>

/** An address as a form has it. */
export function inputOf(address: Address): Required<AddressInput> {
  const { name, organisation, street, district, city, region, postalCode, country, phone } = address
  return { name, organisation, street, district, city, region, postal_code: postalCode, country, phone }
}
