import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type AddressesOptions } from './book/routes.js'

/** The customers' address book. It also lends others `addresses:fields`, the fields of an address form. */
export default blueprint<AddressesOptions>(
  {
    name: 'addresses',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/session'],
    decorators: { fastify: ['db'], request: ['session'] },
    defaults: { country: 'DE' }
  },
  routes
)

export { Address, type AddressField, AddressInput, EMPTY_ADDRESS, inputOf, LENGTHS } from './address.js'
export { addressForm, type FormField } from './address-form.js'
export {
  type BookedAddress,
  findAddress,
  findAddresses,
  MOST_ADDRESSES,
  rememberAddress,
  type SaveOutcome,
  saveAddress
} from './book/address-book.js'
export type { AddressesOptions } from './book/routes.js'
export {
  type AddressOutcome,
  type AddressProblems,
  checkAddress,
  tidyPostalCode
} from './check-address.js'
export { type CountryChoice, countryName, isCountry, listCountries } from './countries.js'
export { ADDRESSES_ERR_FULL, ADDRESSES_ERR_NOT_FOUND, ADDRESSES_ERR_SAME } from './errors.js'
export { formatAddress } from './format-address.js'
export type { Label } from './formats.js'
export type { RegionChoice } from './regions.js'

declare module '@larder/blueprint' {
  interface Routes {
    'addresses.list': NoParams
    'addresses.new': NoParams
    'addresses.show': { id: number }
    'addresses.make-default': { id: number }
    'addresses.remove': { id: number }
  }
}
