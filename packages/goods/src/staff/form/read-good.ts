import type { Translate } from '@larder/blueprint'
import { Allergen, ContentUnit, Grade, NutritionBasis } from '@larder/database'
import type { GoodField, GoodProblems, GoodValues } from './good-values.js'
import { isWellFormedSlug } from './slug-of.js'
import { ValueReader } from './value-reader.js'

/** What a form says of a good, as it is stored. */
export type GoodInput = ReturnType<typeof readParts>

interface Known {
  currency: string
  /** The ids of the categories, by their slugs. */
  categories: ReadonlyMap<string, number>
  /** The tax categories that have a rate. Where there are none, all are taken. */
  taxCategories: readonly string[]
  /** The one that the good has, which it may keep. */
  keptTax?: string | undefined
  /** Says the problems. */
  t: Translate
}

/** Reads a form; undefined where fields have problems. */
export function readGood(
  values: Partial<GoodValues>,
  known: Known
): { input?: GoodInput; problems: GoodProblems } {
  const reader = new ValueReader<GoodField>(values, known.t)
  return unlessRefused(reader, readParts(reader, known))
}

/** Reads the texts of a good in another language than the shop's own; undefined where fields have problems. */
export function readTexts(values: Partial<GoodValues>, t: Translate) {
  const reader = new ValueReader<GoodField>(values, t)
  const texts = {
    name: reader.optional('name'),
    unit: reader.optional('unit'),
    description: reader.optional('description'),
    ...readFacts(reader)
  }
  // Pages take these three from one language.
  if (texts.name === null && (texts.unit !== null || texts.description !== null))
    reader.refuse('name', t('goods-staff:problem.translated-name'))
  return unlessRefused(reader, texts)
}

function unlessRefused<Input>(
  { problems }: ValueReader<GoodField>,
  input: Input
): { input?: Input; problems: GoodProblems } {
  return Object.keys(problems).length > 0 ? { problems } : { input, problems }
}

function readParts(reader: ValueReader<GoodField>, known: Known) {
  const columns = {
    ...readNames(reader),
    ...readPrices(reader, known),
    ...readContent(reader),
    perishable: reader.flag('perishable'),
    weighed: reader.flag('weighed'),
    vegan: reader.flag('vegan'),
    grade: reader.choice('grade', Grade),
    organicCode: reader.optional('organic_code'),
    country: readCountry(reader),
    season: readSeason(reader),
    categoryId: known.categories.get(reader.text('category')) ?? 0
  }
  if (columns.categoryId === 0) reader.refuse('category', reader.t('goods-staff:problem.category'))
  return {
    columns,
    facts: readFacts(reader),
    allergens: readAllergens(reader),
    nutrition: readNutrition(reader)
  }
}

function readNames(reader: ValueReader<GoodField>) {
  const { t } = reader
  const slug = reader.required('slug', t('goods-staff:problem.slug-missing'))
  if (slug !== '' && !isWellFormedSlug(slug)) reader.refuse('slug', t('goods-staff:problem.slug'))
  // The route of that name comes first.
  if (slug === 'suggest') reader.refuse('slug', t('goods-staff:problem.slug-kept'))
  return {
    slug,
    name: reader.required('name', t('goods-staff:problem.name')),
    unit: reader.required('unit', t('goods-staff:problem.unit')),
    description: reader.text('description')
  }
}

function readPrices(reader: ValueReader<GoodField>, { currency, ...known }: Known) {
  const { t } = reader
  if (reader.text('price') === '') reader.refuse('price', t('goods-staff:problem.price-missing'))
  const price = reader.price('price', currency) ?? 0
  const regularPrice = reader.price('regular_price', currency)
  if (regularPrice !== null && regularPrice <= price && !reader.problems.price)
    reader.refuse('regular_price', t('goods-staff:problem.regular-price'))
  return {
    price,
    regularPrice,
    deposit: reader.price('deposit', currency) ?? 0,
    taxCategory: readTax(reader, known)
  }
}

function readTax(
  reader: ValueReader<GoodField>,
  { taxCategories, keptTax }: Pick<Known, 'taxCategories' | 'keptTax'>
): string {
  const { t } = reader
  const category = reader.required('tax_category', t('goods-staff:problem.tax'))
  // A basket with a good that has no rate cannot be bought.
  if (taxCategories.length > 0 && ![...taxCategories, keptTax].includes(category)) {
    const known = taxCategories.join(t('goods:facts.separator'))
    reader.refuse('tax_category', t('goods-staff:problem.tax-unknown', { known }))
  }
  return category
}

function readContent(reader: ValueReader<GoodField>) {
  const { t } = reader
  const content = reader.whole('content', { minimum: 1 })
  const contentUnit = reader.choice('content_unit', ContentUnit)
  const drained = reader.whole('drained', { minimum: 1 })
  if (content === null && contentUnit !== null) reader.refuse('content', t('goods-staff:problem.content'))
  if (content !== null && contentUnit === null)
    reader.refuse('content_unit', t('goods-staff:problem.content-unit'))
  if (drained !== null && (content === null || drained > content))
    reader.refuse('drained', t('goods-staff:problem.drained'))
  return { content, contentUnit, drained }
}

function readSeason(reader: ValueReader<GoodField>): number | null {
  const months = new Set(reader.list('months').map(Number))
  if ([...months].some((month) => !Number.isInteger(month) || month < 1 || month > 12))
    reader.refuse('months', reader.t('goods-staff:problem.month'))
  const bits = [...months].reduce((sum, month) => sum + 2 ** (month - 1), 0)
  return bits || null
}

function readCountry(reader: ValueReader<GoodField>): string | null {
  const country = reader.optional('country')?.toUpperCase() ?? null
  if (country !== null && !/^[A-Z]{2}$/.test(country))
    reader.refuse('country', reader.t('goods-staff:problem.country'))
  return country
}

function readFacts(reader: ValueReader<GoodField>) {
  const ingredients = reader.optional('ingredients')
  if (ingredients && ingredients.split('*').length % 2 === 0)
    reader.refuse('ingredients', reader.t('goods-staff:problem.asterisk'))
  return {
    keywords: reader.optional('keywords'),
    legalName: reader.optional('legal_name'),
    ingredients,
    origin: reader.optional('origin'),
    storage: reader.optional('storage'),
    instructions: reader.optional('instructions'),
    producer: reader.optional('producer')
  }
}

function readAllergens(reader: ValueReader<GoodField>): { allergen: Allergen; traces: boolean }[] {
  const contained = new Set(reader.list('allergens'))
  const traces = new Set(reader.list('traces'))
  const known = new Set<string>(Object.values(Allergen))
  if ([...contained].some((name) => !known.has(name)))
    reader.refuse('allergens', reader.t('goods-staff:problem.choices'))
  if ([...traces].some((name) => !known.has(name)))
    reader.refuse('traces', reader.t('goods-staff:problem.choices'))
  return Object.values(Allergen)
    .filter((allergen) => contained.has(allergen) || traces.has(allergen))
    .map((allergen) => ({ allergen, traces: !contained.has(allergen) }))
}

/** All of it, or none. */
function readNutrition(reader: ValueReader<GoodField>) {
  const { t } = reader
  if (NUTRITION.every((field) => reader.text(field) === '')) return null
  for (const field of NUTRITION) reader.required(field, t('goods-staff:problem.nutrition'))
  const nutrition = {
    basis: reader.choice('basis', NutritionBasis) ?? NutritionBasis.g,
    energyKj: reader.whole('energy_kj', { maximum: 10_000 }) ?? 0,
    energyKcal: reader.whole('energy_kcal', { maximum: 10_000 }) ?? 0,
    fat: reader.thousandths('fat') ?? 0,
    saturates: reader.thousandths('saturates') ?? 0,
    carbohydrate: reader.thousandths('carbohydrate') ?? 0,
    sugars: reader.thousandths('sugars') ?? 0,
    protein: reader.thousandths('protein') ?? 0,
    salt: reader.thousandths('salt') ?? 0,
    alcohol: readAlcohol(reader)
  }
  const { fat, saturates, carbohydrate, sugars, protein, salt } = nutrition
  if (saturates > fat) reader.refuse('saturates', t('goods-staff:problem.saturates'))
  if (sugars > carbohydrate) reader.refuse('sugars', t('goods-staff:problem.sugars'))
  if (fat + carbohydrate + protein + salt > WHOLE) reader.refuse('fat', t('goods-staff:problem.nutrients'))
  return nutrition
}

function readAlcohol(reader: ValueReader<GoodField>): number | null {
  const thousandths = reader.thousandths('alcohol')
  if (thousandths === null) return null
  if (thousandths % 100 === 0 && thousandths <= WHOLE) return thousandths / 100
  reader.refuse('alcohol', reader.t('goods-staff:problem.alcohol'))
  return null
}

const NUTRITION = [
  'basis',
  'energy_kj',
  'energy_kcal',
  'fat',
  'saturates',
  'carbohydrate',
  'sugars',
  'protein',
  'salt'
] as const

/** 100 g in mg, and 100 % in thousandths. */
const WHOLE = 100_000
