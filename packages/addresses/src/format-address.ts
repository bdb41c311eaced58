import type { Address, AddressField } from './address.js'
import { countryName } from './countries.js'
import { fieldsOf, formatOf } from './formats.js'

/**
 * The lines of an address as its country's post has them, the country's name last. In China, Hong
 * Kong, Macao and Taiwan they run from large to small, unless all is in Latin letters.
 *
 * @param language of the country's name. @default 'en'
 */
export function formatAddress(address: Address, language = 'en'): string[] {
  const { postalCode, ...rest } = address
  const values = withCityOnce({ ...rest, postal_code: postalCode })
  const { print, latin = print } = formatOf(address.country)
  const lines = (isHan(values) ? print : latin).split('%n').flatMap((line) => fill(line, values).split('\n'))
  return [...lines.filter(Boolean), countryName(address.country, language)]
}

type Values = Record<AddressField, string>

/** What stands between two fields is printed only if both are there. */
function fill(line: string, values: Values): string {
  let filled = ''
  for (const [, between = '', letter = ''] of line.matchAll(/([^%]*)%(\w)/g)) {
    const value = fieldsOf(letter)
      .map((field) => values[field])
      .join('')
    if (value) filled += filled ? between + value : value
  }
  return filled
}

function isHan({ street, city, region }: Values): boolean {
  return /\p{Script=Han}/u.test(street + city + region)
}

/**
 * Beijing, Shanghai, Tianjin and Chongqing are province and city: 上海市 / 上海市 / 长宁区, or 上海市 /
 * 市辖区 / 长宁区 (https://github.com/google/libaddressinput/issues/86).
 */
function withCityOnce(values: Values): Values {
  const { country, city, region } = values
  if (country !== 'CN') return values
  const repeats = city === '市辖区' || bareName(city) === bareName(region)
  return repeats ? { ...values, city: '' } : values
}

function bareName(city: string): string {
  return city.replace(/市$| (?:city|shi)$/i, '').toLowerCase()
}
