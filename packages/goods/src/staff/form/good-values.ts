import { Text } from '@larder/blueprint'
import { Allergen } from '@larder/database'
import { decimalPrice } from '@larder/money'
import { Type } from 'typebox'
import type { StaffGood } from './find-staff-good.js'

/**
 * What the form of a good sends, as it is typed: prices as `2.50`, `yes` or nothing for what is
 * ticked, and words of a list with commas between them. A program sends the fields that it changes.
 */
export const GoodFields = Type.Object({
  name: Field(120, 'Name'),
  slug: Field(80, 'Address of its page'),
  unit: Field(40, 'What the price is for'),
  category: Field(64, 'Category'),
  description: Field(10_000, 'Description'),
  keywords: Field(255, 'Other words for it'),
  price: Field(20, 'Price'),
  deposit: Field(20, 'Deposit'),
  regular_price: Field(20, 'Price without the reduction'),
  tax_category: Field(16, 'Tax'),
  content: Field(10, 'Content'),
  content_unit: Field(8, 'Unit of the content'),
  drained: Field(10, 'Drained weight'),
  perishable: Words('It spoils soon'),
  weighed: Words('It is weighed when it is packed'),
  vegan: Words('It is vegan'),
  grade: Field(5, 'Class'),
  organic_code: Field(16, 'Organic: code of the control body'),
  months: Words('Season'),
  legal_name: Field(200, 'Legal name'),
  ingredients: Field(10_000, 'Ingredients'),
  origin: Field(200, 'Origin'),
  country: Field(2, 'Country of origin'),
  storage: Field(500, 'Storage'),
  instructions: Field(10_000, 'How to use it'),
  producer: Field(500, 'Producer'),
  allergens: Words('Contains'),
  traces: Words('May contain traces of'),
  basis: Field(2, 'Nutrition per'),
  energy_kj: Field(8, 'Energy in kJ'),
  energy_kcal: Field(8, 'Energy in kcal'),
  fat: Field(8, 'Fat'),
  saturates: Field(8, 'of which saturates'),
  carbohydrate: Field(8, 'Carbohydrate'),
  sugars: Field(8, 'of which sugars'),
  protein: Field(8, 'Protein'),
  salt: Field(8, 'Salt'),
  alcohol: Field(8, 'Alcohol')
})

function Field(maxLength: number, description: string) {
  return Type.Optional(Text(maxLength, description))
}

/** They may come as several fields of one name, as the boxes of a form do. */
function Words(description: string) {
  const boxes = Type.Array(Text(16), { maxItems: 20 })
  return Type.Optional(Type.Union([Text(200), boxes], { description }))
}

export type GoodField = keyof typeof GoodFields.properties
export type GoodValues = Record<GoodField, string>
export type GoodProblems = Partial<GoodValues>

export const GOOD_FIELDS = Object.keys(GoodFields.properties).filter(
  (name): name is GoodField => name in GoodFields.properties
)

/** The fields that a good has in each language. */
export const TEXT_FIELDS = [
  'name',
  'unit',
  'description',
  'keywords',
  'legal_name',
  'ingredients',
  'origin',
  'storage',
  'instructions',
  'producer'
] as const satisfies GoodField[]

export type TextValues = Pick<GoodValues, (typeof TEXT_FIELDS)[number]>

/** What a new good is before anything is typed. */
export const DEFAULT_VALUES: Partial<GoodValues> = { tax_category: 'reduced', deposit: '0' }

/** The fields that a request sent, those of the same name joined. */
export function sentValues(body: object, fields: readonly GoodField[] = GOOD_FIELDS): Partial<GoodValues> {
  const sent: Partial<GoodValues> = {}
  for (const field of fields) {
    const value: unknown = Reflect.get(body, field)
    if (value === undefined) continue
    const texts = [value].flat().map(String).filter(Boolean)
    // Programs may send CRLF; forms have LF already.
    sent[field] = texts.join(',').replaceAll('\r\n', '\n')
  }
  return sent
}

/** The fields of a form that differ from those that it showed; all where it does not say what it showed. */
export function differingValues(sent: Partial<GoodValues>, shown: object): Partial<GoodValues> {
  return Object.fromEntries(
    Object.entries(sent).filter(([field, value]) => value !== Reflect.get(shown, field))
  )
}

/** The fields of a good as its form shows them. */
export function printGood(good: StaffGood): GoodValues {
  const { nutrition } = good
  const price = (amount: number | null) =>
    amount === null ? '' : (decimalPrice(amount, good.currency) ?? String(amount))
  const listed = (traces: boolean) =>
    Object.values(Allergen)
      .filter((allergen) => good.allergens.some((one) => one.allergen === allergen && one.traces === traces))
      .join(',')
  return {
    ...ownTexts(good),
    slug: good.slug,
    category: good.category.slug,
    price: price(good.price),
    deposit: price(good.deposit),
    regular_price: price(good.regularPrice),
    tax_category: good.taxCategory,
    content: text(good.content),
    content_unit: text(good.contentUnit),
    drained: text(good.drained),
    perishable: flag(good.perishable),
    weighed: flag(good.weighed),
    vegan: flag(good.vegan),
    grade: text(good.grade),
    organic_code: text(good.organicCode),
    months: monthsOf(good.season ?? 0).join(','),
    country: text(good.country),
    allergens: listed(false),
    traces: listed(true),
    basis: text(nutrition?.basis),
    energy_kj: text(nutrition?.energyKj),
    energy_kcal: text(nutrition?.energyKcal),
    fat: grams(nutrition?.fat),
    saturates: grams(nutrition?.saturates),
    carbohydrate: grams(nutrition?.carbohydrate),
    sugars: grams(nutrition?.sugars),
    protein: grams(nutrition?.protein),
    salt: grams(nutrition?.salt),
    alcohol: typeof nutrition?.alcohol === 'number' ? String(nutrition.alcohol / 10) : ''
  }
}

/** The texts of a good in the shop's own language. */
export function ownTexts({ name, unit, description, facts }: StaffGood): TextValues {
  return printTexts({ ...facts[0], name, unit, description })
}

/** The texts of a good in one language. */
export function printTexts(texts: Partial<StaffGood['facts'][number]>): TextValues {
  return {
    name: text(texts.name),
    unit: text(texts.unit),
    description: text(texts.description),
    keywords: text(texts.keywords),
    legal_name: text(texts.legalName),
    ingredients: text(texts.ingredients),
    origin: text(texts.origin),
    storage: text(texts.storage),
    instructions: text(texts.instructions),
    producer: text(texts.producer)
  }
}

/** The months of a season's bits, from 1. */
function monthsOf(season: number): number[] {
  return Array.from({ length: 12 }, (_, month) => month + 1).filter(
    (month) => Math.floor(season / 2 ** (month - 1)) % 2 === 1
  )
}

function text(value: string | number | null | undefined): string {
  return value === null || value === undefined ? '' : String(value)
}

function flag(value: boolean): string {
  return value ? 'yes' : ''
}

function grams(milligrams: number | undefined): string {
  return milligrams === undefined ? '' : String(milligrams / 1_000)
}
