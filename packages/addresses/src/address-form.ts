import { type AddressField, LENGTHS } from './address.js'
import { fieldsOf, formatOf, type Label } from './formats.js'
import { type RegionChoice, regionsOf } from './regions.js'

/** A field of an address form. */
export interface FormField {
  /** What it is sent as: `postal_code`. */
  name: AddressField
  /** Which of the words for it this country has: `zip` is the message `label.zip`. */
  label: Label
  required: boolean
  /** A token of HTML's autofill. */
  autocomplete: string
  maxlength: number
  /** A text of several lines. */
  multiline?: boolean
  /** What to offer. Whatever else is typed is taken too. */
  suggestions?: RegionChoice[]
}

/**
 * The fields of an address in a country, in the order in which people there write them. The country
 * comes first, since it says what comes next.
 *
 * @param country ISO 3166-1, alpha-2; of others a form is made that asks for little
 * @see https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#autofill
 */
export function addressForm(country: string): FormField[] {
  const format = formatOf(country)
  const required = new Set<AddressField>(['country', ...fieldsOf(format.required)])
  if (format.phoneRequired) required.add('phone')
  const regions = regionsOf(country)
  return (['country', ...fieldsOf(format.form), 'phone'] as const).map((name) => ({
    name,
    label: labelOf(name, country),
    required: required.has(name),
    autocomplete: AUTOFILL[name],
    maxlength: LENGTHS[name],
    ...(name === 'street' && { multiline: true }),
    ...(name === 'region' && regions.length > 0 && { suggestions: regions })
  }))
}

/** What a country calls a field. */
export function labelOf(name: AddressField, country: string): Label {
  return formatOf(country).labels?.[name] ?? name
}

const AUTOFILL: Record<AddressField, string> = {
  name: 'name',
  organisation: 'organization',
  street: 'street-address',
  district: 'address-level3',
  city: 'address-level2',
  region: 'address-level1',
  postal_code: 'postal-code',
  country: 'country',
  phone: 'tel'
}
