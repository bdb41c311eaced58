import type { AddressField } from './address.js'

/** How addresses of a country look. The letters are those of libaddressinput. */
export interface AddressFormat {
  /** The fields of the form between the country and the phone, in this order. */
  form: string
  /** Those that an address must have. */
  required: string
  /** The lines of a printed address: `%n` ends one. */
  print: string
  /** The lines of one that is written in Latin letters, where these run the other way. */
  latin?: string
  /** What fields are called here. */
  labels?: Partial<Record<AddressField, Label>>
  /** Only where all postal codes are known to look so. A code is printed as its groups, joined. */
  postalCode?: { pattern: RegExp; joiner?: string; example: string }
  /** Whether the post calls before it delivers. */
  phoneRequired?: boolean
}

/** What a field may be called. The words for it are messages: `label.zip`. */
export type Label =
  | AddressField
  | ('address' | 'townland' | 'township' | 'city_or_county' | 'town' | 'post_town')
  | ('area' | 'county' | 'province' | 'state' | 'postcode' | 'eircode' | 'zip' | 'mobile')

/** The fields that letters stand for, in their order. */
export function fieldsOf(letters: string): AddressField[] {
  return [...letters].flatMap((letter) => FIELD_BY_LETTER.get(letter) ?? [])
}

const FIELD_BY_LETTER = new Map<string, AddressField>([
  ['N', 'name'],
  ['O', 'organisation'],
  ['A', 'street'],
  ['D', 'district'],
  ['C', 'city'],
  ['S', 'region'],
  ['Z', 'postal_code']
])

export function formatOf(country: string): AddressFormat {
  return FORMATS.get(country) ?? ANY
}

/** Of countries that are not in the table: nothing is refused that may be right. */
const ANY: AddressFormat = { form: 'NOADZCS', required: 'NAC', print: '%N%n%O%n%A%n%D%n%Z %C%n%S' }

const TOWN = { city: 'town' } as const

// After Google's libaddressinput, https://chromium-i18n.appspot.com/ssl-address/data.
const FORMATS = new Map<string, AddressFormat>([
  [
    'AT',
    {
      form: 'NOAZC',
      required: 'NAZC',
      print: '%O%n%N%n%A%n%Z %C',
      labels: TOWN,
      postalCode: { pattern: /^(\d{4})$/, example: '1010' }
    }
  ],
  [
    'CN',
    {
      form: 'SCDAZON',
      required: 'SCDAN',
      print: '%Z%n%S%C%D%n%A%n%O%n%N',
      latin: '%N%n%O%n%A%n%D%n%C%n%S, %Z',
      labels: { region: 'province', street: 'address', phone: 'mobile' },
      postalCode: { pattern: /^(\d{6})$/, example: '200050' },
      phoneRequired: true
    }
  ],
  [
    'DE',
    {
      form: 'NOAZC',
      required: 'NAZC',
      print: '%N%n%O%n%A%n%Z %C',
      labels: TOWN,
      postalCode: { pattern: /^(\d{5})$/, example: '10115' }
    }
  ],
  [
    'FR',
    {
      form: 'NOAZC',
      required: 'NAZC',
      print: '%O%n%N%n%A%n%Z %C',
      labels: TOWN,
      postalCode: { pattern: /^(\d{2}) ?(\d{3})$/, example: '75001' }
    }
  ],
  [
    'GB',
    {
      form: 'NOACZ',
      required: 'NACZ',
      print: '%N%n%O%n%A%n%C%n%Z',
      labels: { city: 'post_town', postal_code: 'postcode', street: 'address' },
      postalCode: {
        pattern: /^(GIR|[A-Z]{1,2}\d[A-Z\d]?) ?(\d[A-Z]{2})$/,
        joiner: ' ',
        example: 'SW1A 1AA'
      }
    }
  ],
  [
    'HK',
    {
      form: 'SCAON',
      required: 'SAN',
      print: '%S%n%C%n%A%n%O%n%N',
      latin: '%N%n%O%n%A%n%C%n%S',
      labels: { region: 'area', city: 'district', street: 'address' }
    }
  ],
  [
    'IE',
    {
      form: 'NOADCSZ',
      required: 'NAC',
      print: '%N%n%O%n%A%n%D%n%C%n%S%n%Z',
      labels: {
        street: 'address',
        district: 'townland',
        city: 'town',
        region: 'county',
        postal_code: 'eircode'
      },
      postalCode: { pattern: /^([A-Z]\d[\dW]) ?([A-Z\d]{4})$/, joiner: ' ', example: 'D02 AF30' }
    }
  ],
  [
    'MO',
    {
      form: 'AON',
      required: 'AN',
      print: '%A%n%O%n%N',
      latin: '%N%n%O%n%A',
      labels: { street: 'address' }
    }
  ],
  [
    'NL',
    {
      form: 'NOAZC',
      required: 'NAZC',
      print: '%O%n%N%n%A%n%Z %C',
      labels: TOWN,
      postalCode: { pattern: /^(\d{4}) ?([A-Z]{2})$/, joiner: ' ', example: '1011 AB' }
    }
  ],
  [
    'TW',
    {
      form: 'ZSCAON',
      required: 'SCAN',
      print: '%Z%n%S%C%n%A%n%O%n%N',
      latin: '%N%n%O%n%A%n%C, %S %Z',
      labels: { region: 'city_or_county', city: 'township', street: 'address' },
      postalCode: { pattern: /^(\d{3}(?:\d{2,3})?)$/, example: '106' }
    }
  ],
  [
    'US',
    {
      form: 'NOACSZ',
      required: 'NACSZ',
      print: '%N%n%O%n%A%n%C, %S %Z',
      labels: { street: 'address', region: 'state', postal_code: 'zip' },
      postalCode: { pattern: /^(\d{5})(?:[ -]?(\d{4}))?$/, joiner: '-', example: '02110' }
    }
  ]
])
