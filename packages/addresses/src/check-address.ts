import { englishOf, type Translate } from '@larder/blueprint'
import { type Address, type AddressField, type AddressInput, EMPTY_ADDRESS, LENGTHS } from './address.js'
import { addressForm, type FormField, labelOf } from './address-form.js'
import { countryName, isCountry } from './countries.js'
import { formatOf } from './formats.js'

/** What is wrong with an address, by the fields of its form. */
export type AddressProblems = Partial<Record<AddressField, string>>

export type AddressOutcome =
  | { outcome: 'address'; address: Address }
  | { outcome: 'problems'; problems: AddressProblems }

/**
 * Checks what somebody typed, and tidies it: spaces go, a postal code gets the form that it has in
 * its country. Fields that its country does not have are left empty: the form was another's.
 *
 * @param t what says the problems. @default in English
 */
export function checkAddress(input: AddressInput, t: Translate = ENGLISH): AddressOutcome {
  const country = (input.country ?? '').trim().toUpperCase()
  if (!isCountry(country))
    return { outcome: 'problems', problems: { country: t('addresses:problem.country') } }
  const problems: AddressProblems = {}
  const tidied: Partial<Record<AddressField, string>> = {}
  for (const field of addressForm(country)) {
    const { name } = field
    if (name === 'country') continue
    const text = tidy(name, input[name] ?? '', country)
    const problem = problemOf(field, text, country, t)
    if (problem) problems[name] = problem
    tidied[name] = text
  }
  if (Object.keys(problems).length > 0) return { outcome: 'problems', problems }
  const { postal_code: postalCode = '', ...rest } = tidied
  return { outcome: 'address', address: { ...EMPTY_ADDRESS, ...rest, postalCode, country } }
}

function tidy(name: AddressField, typed: string, country: string): string {
  if (name === 'street')
    return typed
      .split(/\r\n|[\r\n]/)
      .map(oneLine)
      .filter(Boolean)
      .join('\n')
  const text = oneLine(typed)
  // East Asian keyboards type digits of full width.
  if (name === 'phone') return text.normalize('NFKC')
  return name === 'postal_code' ? tidyPostalCode(text, country) : text
}

function oneLine(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
}

/**
 * A postal code as its country writes it: `sw1a1aa` is `SW1A 1AA` in the United Kingdom. One that is
 * none stays as it is, in capitals.
 */
export function tidyPostalCode(typed: string, country: string): string {
  const code = oneLine(typed).normalize('NFKC').toUpperCase()
  const { pattern, joiner = '' } = formatOf(country).postalCode ?? {}
  const groups = pattern?.exec(code)?.slice(1)
  return groups ? groups.filter(Boolean).join(joiner) : code
}

function problemOf(
  { name, label, required }: FormField,
  text: string,
  country: string,
  t: Translate
): string | undefined {
  const field = t.of('addresses:label', label)
  if (text === '') return required ? t('addresses:problem.missing', { field }) : undefined
  const [length, most] = [[...text].length, LENGTHS[name]]
  if (length > most) return t('addresses:problem.too-long', { field, length, most })
  if (name === 'street') {
    const lines = text.split('\n').length
    return lines > MOST_LINES
      ? t('addresses:problem.too-many-lines', { field, lines, most: MOST_LINES })
      : undefined
  }
  if (name === 'postal_code') return problemOfPostalCode(text, country, t)
  if (name === 'phone') return isPhone(text) ? undefined : t('addresses:problem.phone')
}

function problemOfPostalCode(code: string, country: string, t: Translate): string | undefined {
  const rule = formatOf(country).postalCode
  if (!rule || rule.pattern.test(code)) return undefined
  return t('addresses:problem.postal-code', {
    field: t.of('addresses:label', labelOf('postal_code', country)),
    country: countryName(country, t.language),
    example: rule.example
  })
}

/** Five digits at least, with what people write between them, and an extension. */
function isPhone(text: string): boolean {
  return /^[+\d ()./–-]+(?:(?:x|ext\.?) ?\d+)?$/i.test(text) && text.replace(/\D/g, '').length >= 5
}

const MOST_LINES = 3
const ENGLISH = englishOf('addresses', new URL('..', import.meta.url))
