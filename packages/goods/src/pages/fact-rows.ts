import type { Translate } from '@larder/blueprint'
import type { FoundGood } from '../find-good.js'
import type { Facts, GoodView } from '../schemas.js'
import { SHOP_LANGUAGE } from '../shop-language.js'

/** A row of the table of facts: its text in parts, of which some are emphasised. */
export interface FactRow {
  label: string
  parts: { text: string; strong: boolean }[]
  /** Of a text that is not in the language of the page, BCP 47. */
  language?: string
}

/** What is known of a good, a row each. What is not known has none. */
export function factRows(good: FoundGood, t: Translate): FactRow[] {
  const { facts, content_unit: unit, drained, untranslated = [] } = good
  const allergens = (traces: boolean) => allergenText(good, traces, t)
  const rows: [name: string, text: string | 0 | null][] = [
    ['legal_name', facts.legal_name],
    ['origin', facts.origin],
    ['grade', good.grade && t.of('goods:grade', good.grade)],
    ['organic_code', good.organic_code],
    ['vegan', good.vegan ? t('goods:facts.yes') : null],
    ['season', seasonText(good.season ?? 0, t)],
    [
      'drained',
      drained && unit && t('goods:facts.amount', { n: drained, unit: t.of('goods:contentUnit', unit) })
    ],
    ['ingredients', facts.ingredients],
    // The ingredients name them otherwise (1169/2011/EU, Art. 21).
    ['allergens', facts.ingredients ? null : allergens(false)],
    ['traces', allergens(true)],
    ['storage', facts.storage],
    ['instructions', facts.instructions],
    ['producer', facts.producer]
  ]
  const inShopLanguage = new Set<string>(untranslated satisfies (keyof Facts)[])
  return rows.flatMap(([name, text]) => {
    if (!text) return []
    const row = { label: t.of('goods:fact', name), parts: partsOf(name, text) }
    return [inShopLanguage.has(name) ? { ...row, language: SHOP_LANGUAGE } : row]
  })
}

/** What is in 100 g or 100 ml, in the order of 1169/2011/EU, Annex XV. */
export function nutritionRows({ nutrition }: GoodView, t: Translate) {
  if (!nutrition) return undefined
  const { basis, energy_kj: kj, energy_kcal: kcal, alcohol } = nutrition
  const number = new Intl.NumberFormat(t.language, { maximumFractionDigits: 3 })
  const grams = (milligrams: number) => t('goods:facts.grams', { n: number.format(milligrams / 1_000) })
  const rows: [name: string, text: string, part?: boolean][] = [
    ['energy', t('goods:facts.energy', { kj, kcal })],
    ['fat', grams(nutrition.fat)],
    ['saturates', grams(nutrition.saturates), true],
    ['carbohydrate', grams(nutrition.carbohydrate)],
    ['sugars', grams(nutrition.sugars), true],
    ['protein', grams(nutrition.protein)],
    ['salt', grams(nutrition.salt)]
  ]
  if (alcohol !== null) rows.push(['alcohol', t('goods:facts.percent', { n: number.format(alcohol / 10) })])
  return {
    basis: t.of('goods:nutritionBasis', basis),
    rows: rows.map(([name, text, part = false]) => ({ label: t.of('goods:nutrient', name), text, part }))
  }
}

/** Of ingredients, `flour, *milk*`, what stands between asterisks is emphasised. */
function partsOf(name: string, text: string): FactRow['parts'] {
  if (name !== 'ingredients') return [{ text, strong: false }]
  return text
    .split('*')
    .map((part, place) => ({ text: part, strong: place % 2 === 1 }))
    .filter((part) => part.text !== '')
}

function allergenText({ allergens }: GoodView, traces: boolean, t: Translate): string {
  return allergens
    .filter((one) => one.traces === traces)
    .map(({ allergen }) => t.of('goods:allergen', allergen))
    .join(t('goods:facts.separator'))
}

function seasonText(season: number, t: Translate): string {
  const inSeason = (place: number) => Math.floor(season / 2 ** place) % 2 === 1
  return monthNames(t.language)
    .filter((_month, place) => inSeason(place))
    .join(t('goods:facts.separator'))
}

/** The twelve months, as a language calls them. */
export function monthNames(language: string): string[] {
  const { format } = new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })
  return Array.from({ length: 12 }, (_, month) => format(Date.UTC(2026, month)))
}
