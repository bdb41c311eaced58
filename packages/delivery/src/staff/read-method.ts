import { OrEmpty, Text, type Translate, WholeNumber } from '@larder/blueprint'
import { decimalPrice, parsePrice } from '@larder/money'
import { type Static, Type } from 'typebox'
import type { MethodProblems } from '../check-method.js'
import type { MethodInput } from '../schemas.js'

const PlanFields = Type.Object({
  weekday: OrEmpty(WholeNumber({ minimum: 1, maximum: 7, description: '1 is Monday.' })),
  starts: Text(5, '`17:00`, by the clocks of the shop'),
  ends: Text(5),
  cutoff_minutes: OrEmpty(WholeNumber({ minimum: 0, maximum: 7 * 24 * 60 })),
  capacity: OrEmpty(WholeNumber({ minimum: 0, maximum: 100_000, description: 'Orders of one time.' }))
})

/** A method as a form, or a program, sends it. Prices are texts with a decimal point. */
export const MethodFields = Type.Object({
  version: Type.Optional(WholeNumber({ minimum: 1, maximum: 2_147_483_647 })),
  code: Text(40, 'What orders know it by: `post`'),
  name: Text(80),
  description: Type.Optional(Text(500, 'How long it takes, or where to come to')),
  kind: Type.Enum(['ship', 'local', 'pickup']),
  price: Text(15, '`4.90`'),
  free_from: Type.Optional(Text(15, 'From this much of goods it costs nothing.')),
  min_total: Type.Optional(Text(15, 'Below this much of goods it cannot be chosen.')),
  tax: Type.Enum(['proportional', 'highest', 'category']),
  tax_category: Type.Optional(Text(16)),
  position: OrEmpty(WholeNumber({ minimum: 0, maximum: 10_000 })),
  active: Type.Optional(Type.Boolean({ description: 'Without it customers do not see it.' })),
  areas: Type.Optional(Text(5_000, 'A country on each line, or how postal codes begin there: `DE 10`')),
  plans: Type.Optional(Type.Array(PlanFields, { maxItems: 100, description: 'The times of each week.' }))
})
export type MethodFields = Static<typeof MethodFields>

type FieldProblems = Partial<Record<keyof MethodFields, string>>

/** What a form says, as it is stored. @returns problems where a price or an area cannot be read */
export function readMethod(
  fields: MethodFields,
  currency: string,
  t: Translate
): { input: MethodInput; problems: FieldProblems } {
  const problems: FieldProblems = {}
  const priceIn = (name: 'price' | 'free_from' | 'min_total') => {
    const text = fields[name]?.trim() ?? ''
    if (text === '' && name !== 'price') return null
    const read = parsePrice(text, currency, '.')
    if (read.outcome === 'price') return read.amount
    problems[name] = t('delivery:invalid.price')
    return null
  }
  const areas = (fields.areas ?? '').split(/\r?\n/).flatMap((line) => {
    const text = line.trim().toUpperCase()
    if (text === '') return []
    const [, country = '', postalPrefix = ''] = AREA.exec(text) ?? []
    if (country === '') problems.areas = t('delivery:problem.no-area', { area: line.trim() })
    return [{ country, postalPrefix: postalPrefix.replace(/[\s-]/g, '') }]
  })
  const { kind, tax, active = false } = fields
  const input = {
    ...{ kind, tax, active, areas },
    code: fields.code.trim(),
    name: fields.name.trim(),
    description: fields.description?.trim() ?? '',
    price: priceIn('price') ?? 0,
    freeFrom: priceIn('free_from'),
    minTotal: priceIn('min_total'),
    taxCategory: fields.tax_category?.trim() || null,
    position: fields.position || 0,
    plans: (fields.plans ?? []).flatMap(({ weekday, starts, ends, cutoff_minutes, capacity }) => {
      const plan = { starts: starts.trim(), ends: ends.trim(), cutoffMinutes: cutoff_minutes || 0 }
      // The rows of the form that stayed empty.
      return weekday ? [{ weekday, ...plan, capacity: capacity || 0 }] : []
    })
  }
  return { input, problems }
}

/** What is wrong with a method, by the fields of the form. */
export function problemsByField({ freeFrom, minTotal, taxCategory, ...rest }: MethodProblems): FieldProblems {
  return {
    ...rest,
    ...(freeFrom && { free_from: freeFrom }),
    ...(minTotal && { min_total: minTotal }),
    ...(taxCategory && { tax_category: taxCategory })
  }
}

/** A method as its form has it. */
export function fieldsOf(method: MethodInput, currency: string): MethodFields {
  const { code, name, description, kind, tax, taxCategory, position, active } = method
  const price = (amount: number | null) => (amount === null ? '' : (decimalPrice(amount, currency) ?? ''))
  return {
    ...{ code, name, description, kind, tax, position, active },
    price: price(method.price),
    free_from: price(method.freeFrom),
    min_total: price(method.minTotal),
    tax_category: taxCategory ?? '',
    areas: method.areas.map(({ country, postalPrefix }) => `${country} ${postalPrefix}`.trim()).join('\n'),
    plans: method.plans.map(({ weekday, starts, ends, cutoffMinutes, capacity }) => {
      return { weekday, starts, ends, cutoff_minutes: cutoffMinutes, capacity }
    })
  }
}

const AREA = /^([A-Z]{2})(?:\s+([A-Z0-9][A-Z0-9 -]*))?$/
