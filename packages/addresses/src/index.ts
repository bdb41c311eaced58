import { blueprint } from '@larder/blueprint'

/** Has no page of its own: it lends others `addresses:fields`, the fields of an address form. */
export default blueprint(
  { name: 'addresses', root: new URL('..', import.meta.url), defaults: {} },
  async () => {}
)

export { Address, type AddressField, AddressInput, EMPTY_ADDRESS, LENGTHS } from './address.js'
export { addressForm, type FormField } from './address-form.js'
export {
  type AddressOutcome,
  type AddressProblems,
  checkAddress,
  tidyPostalCode
} from './check-address.js'
export { type CountryChoice, countryName, isCountry, listCountries } from './countries.js'
export { formatAddress } from './format-address.js'
export type { Label } from './formats.js'
export type { RegionChoice } from './regions.js'
