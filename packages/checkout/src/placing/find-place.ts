import { addressForm, isCountry, tidyPostalCode } from '@larder/addresses'
import type { Place } from '@larder/delivery'
import type { CheckoutValues } from '../schemas.js'

/**
 * Where something goes, by an address that may be unfinished. Undefined as long as that is not
 * enough to say what delivers there: a postal code is missing, where the country has them.
 */
export function findPlace(values: CheckoutValues): Place | undefined {
  const country = (values.country ?? '').trim().toUpperCase()
  if (!isCountry(country)) return undefined
  const postalCode = tidyPostalCode(values.postal_code ?? '', country)
  const isAsked = addressForm(country).some(({ name, required }) => name === 'postal_code' && required)
  return postalCode === '' && isAsked ? undefined : { country, postalCode }
}
