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
}

/** Reads a form; undefined where fields have problems. */
export function readGood(
  values: Partial<GoodValues>,
  known: Known
): { input?: GoodInput; problems: GoodProblems } {
  const reader = new ValueReader<GoodField>(values)
  return unlessRefused(reader, readParts(reader, known))
}

/** Reads the texts of a good in another language than the shop's own; undefined where fields have problems. */
export function readTexts(values: Partial<GoodValues>) {
  const reader = new ValueReader<GoodField>(values)
  const texts = {
    name: reader.optional('name'),
    unit: reader.optional('unit'),
    description: reader.optional('description'),
    ...readFacts(reader)
  }
  // Pages take these three from one language.
  if (texts.name === null && (texts.unit !== null || texts.description !== null))
    reader.refuse(
      'name',
      'Write its name, too: without it visitors see the unit and description of the shop.'
    )
  return unlessRefused(reader, texts)
}

function unlessRefused<Input>(
  { problems }: ValueReader<GoodField>,
  input: Input
): { input?: Input; problems: GoodProblems } {
  return Object.keys(problems).length > 0 ? { problems } : { input, problems }
}

function readParts(reader: ValueReader<GoodField>, { currency, categories }: Known) {
  const columns = {
    ...readNames(reader),
    ...readPrices(reader, currency),
    ...readContent(reader),
    perishable: reader.flag('perishable'),
    weighed: reader.flag('weighed'),
    vegan: reader.flag('vegan'),
    grade: reader.choice('grade', Grade),
    organicCode: reader.optional('organic_code'),
    country: readCountry(reader),
    season: readSeason(reader),
    categoryId: categories.get(reader.text('category')) ?? 0
  }
  if (columns.categoryId === 0) reader.refuse('category', 'Choose a category.')
  return {
    columns,
    facts: readFacts(reader),
    allergens: readAllergens(reader),
    nutrition: readNutrition(reader)
  }
}

function readNames(reader: ValueReader<GoodField>) {
  const slug = reader.required('slug', 'Write the address of its page.')
  if (slug !== '' && !isWellFormedSlug(slug))
    reader.refuse('slug', 'Letters and digits, with a - between words: elstar-apples.')
  // The route of that name comes first.
  if (slug === 'suggest') reader.refuse('slug', 'This address is taken. Choose another one.')
  return {
    slug,
    name: reader.required('name', 'Write its name.'),
    unit: reader.required('unit', 'Say what the price is for: 1 kg, bunch, 6 eggs.'),
    description: reader.text('description')
  }
}

function readPrices(reader: ValueReader<GoodField>, currency: string) {
  if (reader.text('price') === '') reader.refuse('price', 'Write the price.')
  const price = reader.price('price', currency) ?? 0
  const regularPrice = reader.price('regular_price', currency)
  if (regularPrice !== null && regularPrice <= price && !reader.problems.price)
    reader.refuse('regular_price', 'Without the reduction it costs more than the price. Or leave this empty.')
  return {
    price,
    regularPrice,
    deposit: reader.price('deposit', currency) ?? 0,
    taxCategory: reader.required('tax_category', 'Say by which tax rate it is taxed.')
  }
}

function readContent(reader: ValueReader<GoodField>) {
  const content = reader.whole('content', { minimum: 1 })
  const contentUnit = reader.choice('content_unit', ContentUnit)
  const drained = reader.whole('drained', { minimum: 1 })
  if (content === null && contentUnit !== null) reader.refuse('content', 'Say how much it is, or no unit.')
  if (content !== null && contentUnit === null) reader.refuse('content_unit', 'Say what the content is in.')
  if (drained !== null && (content === null || drained > content))
    reader.refuse('drained', 'The drained weight is a part of the content.')
  return { content, contentUnit, drained }
}

function readSeason(reader: ValueReader<GoodField>): number | null {
  const months = new Set(reader.list('months').map(Number))
  if ([...months].some((month) => !Number.isInteger(month) || month < 1 || month > 12))
    reader.refuse('months', 'A month is a number from 1 to 12.')
  const bits = [...months].reduce((sum, month) => sum + 2 ** (month - 1), 0)
  return bits || null
}

function readCountry(reader: ValueReader<GoodField>): string | null {
  const country = reader.optional('country')?.toUpperCase() ?? null
  if (country !== null && !/^[A-Z]{2}$/.test(country))
    reader.refuse('country', 'Write two letters: DE, IT, or leave this empty.')
  return country
}

function readFacts(reader: ValueReader<GoodField>) {
  const ingredients = reader.optional('ingredients')
  if (ingredients && ingredients.split('*').length % 2 === 0)
    reader.refuse('ingredients', 'An asterisk is alone. Write allergens between two of them: *milk*.')
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
  if ([...contained].some((name) => !known.has(name))) reader.refuse('allergens', 'Choose some of these.')
  if ([...traces].some((name) => !known.has(name))) reader.refuse('traces', 'Choose some of these.')
  return Object.values(Allergen)
    .filter((allergen) => contained.has(allergen) || traces.has(allergen))
    .map((allergen) => ({ allergen, traces: !contained.has(allergen) }))
}

/** All of it, or none. */
function readNutrition(reader: ValueReader<GoodField>) {
  if (NUTRITION.every((field) => reader.text(field) === '')) return null
  for (const field of NUTRITION) reader.required(field, 'Nutrition is given whole, or not at all.')
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
  if (saturates > fat) reader.refuse('saturates', 'They are a part of the fat.')
  if (sugars > carbohydrate) reader.refuse('sugars', 'They are a part of the carbohydrate.')
  if (fat + carbohydrate + protein + salt > WHOLE)
    reader.refuse('fat', 'Fat, carbohydrate, protein and salt are more than 100 g together.')
  return nutrition
}

function readAlcohol(reader: ValueReader<GoodField>): number | null {
  const thousandths = reader.thousandths('alcohol')
  if (thousandths === null) return null
  if (thousandths % 100 === 0 && thousandths <= WHOLE) return thousandths / 100
  reader.refuse('alcohol', 'Write percent with at most one digit behind the point: 12.5.')
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
