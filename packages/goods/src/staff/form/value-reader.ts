import type { Translate } from '@larder/blueprint'
import { decimalPrice, parsePrice } from '@larder/money'

/** Reads what was typed into a form, field by field, and notes what is wrong with it. */
export class ValueReader<Field extends string> {
  readonly problems: Partial<Record<Field, string>> = {}
  /** Says the problems. */
  readonly t: Translate
  readonly #values: Readonly<Partial<Record<Field, string>>>

  constructor(values: Readonly<Partial<Record<Field, string>>>, t: Translate) {
    this.t = t
    this.#values = values
  }

  /** Notes a problem, unless the field has one. */
  refuse(field: Field, problem: string): void {
    this.problems[field] ??= problem
  }

  /** Text without blanks around it. */
  text(field: Field): string {
    return (this.#values[field] ?? '').trim()
  }

  required(field: Field, problem: string): string {
    const text = this.text(field)
    if (text === '') this.refuse(field, problem)
    return text
  }

  optional(field: Field): string | null {
    return this.text(field) || null
  }

  flag(field: Field): boolean {
    return this.text(field) === 'yes'
  }

  list(field: Field): string[] {
    return this.text(field).split(',').filter(Boolean)
  }

  /** One of some words; null of an empty field. */
  choice<Choice extends string>(field: Field, choices: Readonly<Record<string, Choice>>): Choice | null {
    const text = this.text(field)
    if (text === '') return null
    const choice = Object.values(choices).find((one) => one === text)
    if (!choice) this.refuse(field, this.t('goods-staff:problem.choice'))
    return choice ?? null
  }

  whole(field: Field, { minimum = 0, maximum = LARGEST } = {}): number | null {
    const text = this.text(field)
    if (text === '') return null
    const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
    if (number >= minimum && number <= maximum) return number
    const most = maximum.toLocaleString(this.t.language)
    this.refuse(field, this.t('goods-staff:problem.whole', { least: minimum, most }))
    return null
  }

  /** Thousandths of a number with at most three decimals: `0.35` is 350. */
  thousandths(field: Field): number | null {
    const text = this.text(field)
    if (text === '') return null
    const [, whole, decimals = ''] = /^(\d{1,6})(?:\.(\d{1,3}))?$/.exec(text) ?? []
    if (whole === undefined) {
      this.refuse(field, this.t('goods-staff:problem.decimal'))
      return null
    }
    return Number(whole + decimals.padEnd(3, '0'))
  }

  /** An amount in minor units of the currency; null of an empty field. */
  price(field: Field, currency: string): number | null {
    const text = this.text(field)
    if (text === '') return null
    const parsed = parsePrice(text, currency, '.')
    if (parsed.outcome === 'price') return parsed.amount
    const example = decimalPrice(1_250, currency) ?? '12.50'
    this.refuse(
      field,
      parsed.outcome === 'too-large'
        ? this.t('goods-staff:problem.price-too-large')
        : this.t('goods-staff:problem.price', { example })
    )
    return null
  }
}

const LARGEST = 1_000_000_000
