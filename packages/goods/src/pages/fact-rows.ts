import type { GoodView } from '../schemas.js'

/** A row of the table of facts: its text in parts, of which some are emphasised. */
export interface FactRow {
  label: string
  parts: { text: string; strong: boolean }[]
}

/** What is known of a good, a row each. What is not known has none. */
export function factRows({ facts, allergens, ...good }: GoodView): FactRow[] {
  const named = (traces: boolean) => {
    const names = allergens.filter((one) => one.traces === traces).map(({ allergen }) => ALLERGENS[allergen])
    return names.length > 0 ? names.join(', ') : null
  }
  const drained = good.drained === null ? null : `${good.drained} ${good.content_unit}`
  const rows: [label: string, text: string | null][] = [
    ['Legal name', facts.legal_name],
    ['Origin', facts.origin],
    ['Class', good.grade && GRADES[good.grade]],
    ['Organic', good.organic_code],
    ['Vegan', good.vegan ? 'Yes' : null],
    ['In season', seasonText(good.season ?? 0)],
    ['Drained weight', drained],
    ['Ingredients', facts.ingredients],
    // The ingredients name them otherwise (1169/2011/EU, Art. 21).
    ['Contains', facts.ingredients ? null : named(false)],
    ['May contain traces of', named(true)],
    ['Storage', facts.storage],
    ['How to use it', facts.instructions],
    ['Producer', facts.producer]
  ]
  return rows.flatMap(([label, text]) => (text ? [{ label, parts: emphasise(text) }] : []))
}

/** What is in 100 g or 100 ml, in the order of 1169/2011/EU, Annex XV. */
export function nutritionRows({ nutrition }: GoodView) {
  if (!nutrition) return undefined
  const { basis, energy_kj, energy_kcal, alcohol } = nutrition
  const grams = (milligrams: number) => `${(milligrams / 1_000).toLocaleString('en')} g`
  const rows: [label: string, text: string, part?: boolean][] = [
    ['Energy', `${energy_kj} kJ / ${energy_kcal} kcal`],
    ['Fat', grams(nutrition.fat)],
    ['of which saturates', grams(nutrition.saturates), true],
    ['Carbohydrate', grams(nutrition.carbohydrate)],
    ['of which sugars', grams(nutrition.sugars), true],
    ['Protein', grams(nutrition.protein)],
    ['Salt', grams(nutrition.salt)]
  ]
  if (alcohol !== null) rows.push(['Alcohol', `${alcohol / 10} % vol`])
  return { basis: `100 ${basis}`, rows: rows.map(([label, text, part = false]) => ({ label, text, part })) }
}

/** `flour, *milk*`: what stands between asterisks is emphasised. */
function emphasise(text: string): FactRow['parts'] {
  return text
    .split('*')
    .map((part, place) => ({ text: part, strong: place % 2 === 1 }))
    .filter((part) => part.text !== '')
}

function seasonText(season: number): string {
  const inSeason = (month: number) => Math.floor(season / 2 ** month) % 2 === 1
  return MONTHS.filter((_month, place) => inSeason(place)).join(', ')
}

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December'
]

const GRADES = { extra: 'Extra', I: 'Class I', II: 'Class II' }

/** As Annex II to 1169/2011/EU names them. */
export const ALLERGENS = {
  gluten: 'cereals containing gluten',
  crustaceans: 'crustaceans',
  eggs: 'eggs',
  fish: 'fish',
  peanuts: 'peanuts',
  soybeans: 'soybeans',
  milk: 'milk',
  nuts: 'nuts',
  celery: 'celery',
  mustard: 'mustard',
  sesame: 'sesame seeds',
  sulphites: 'sulphur dioxide and sulphites',
  lupin: 'lupin',
  molluscs: 'molluscs'
}
