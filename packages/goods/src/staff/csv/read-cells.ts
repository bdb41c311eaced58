import type { Translate } from '@larder/blueprint'
import { Allergen } from '@larder/database'
import { decimalPrice, parsePrice } from '@larder/money'
import type { CellProblem } from '@larder/staff'
import { Compile } from 'typebox/compile'
import { GOOD_FIELDS, type GoodField, GoodFields, type GoodValues } from '../form/good-values.js'
import { isFlag } from './good-columns.js'

/**
 * The fields that a line changes, as the form would send them: an empty cell leaves what is there,
 * and `-` alone empties it. A cell that only writes the same otherwise, `2,5` for `2.50`, changes nothing.
 *
 * @param before the good's fields; none of a new one
 */
export function readCells(
  cells: Readonly<Record<string, string>>,
  before: Partial<GoodValues>,
  { currency, t }: { currency: string; t: Translate }
): { sent: Partial<GoodValues>; problems: CellProblem[] } {
  const sent: Partial<GoodValues> = {}
  const problems: CellProblem[] = []
  for (const field of GOOD_FIELDS) {
    const cell = cells[field]?.replaceAll('\r\n', '\n') ?? ''
    const former = before[field] ?? ''
    if (cell === '' || cell === former.trim()) continue
    if (isFlag(field) && !FLAG_WORDS.has(cell.toLowerCase()))
      problems.push({ column: field, problem: t('goods-staff:problem.yes-or-no') })
    const value = cell === '-' ? '' : sameForm(field, cell, currency)
    if (value !== sameForm(field, former, currency)) sent[field] = value
  }
  for (const error of FIELDS.Errors(sent)) {
    const column = error.instancePath.slice(1)
    if (error.keyword === 'maxLength')
      problems.push({ column, problem: t('goods-staff:problem.too-long', { most: error.params.limit }) })
    if (error.keyword === 'pattern') problems.push({ column, problem: t('goods-staff:problem.unreadable') })
  }
  return { sent, problems }
}

/** How the form would print what a cell says. What it cannot read stays, to be refused. */
function sameForm(field: GoodField, text: string, currency: string): string {
  if (isFlag(field)) return FLAG_WORDS.get(text.toLowerCase()) ?? text
  if (PRICES.has(field)) {
    const parsed = parsePrice(withPoint(text), currency, '.')
    return (parsed.outcome === 'price' && decimalPrice(parsed.amount, currency)) || text
  }
  if (NUMBERS.has(field)) return /^\d+([.,]\d+)?$/.test(text) ? String(Number(withPoint(text))) : text
  if (field === 'country') return text.toUpperCase()
  if (field === 'months')
    return listOf(text)
      .sort((one, other) => Number(one) - Number(other))
      .join(',')
  if (field === 'allergens' || field === 'traces') return listOf(text).sort(byPlace).join(',')
  return text
}

/** A comma is a decimal mark as in half of Europe, and never one of thousands: `1.234,50` is refused. */
function withPoint(text: string): string {
  return /^\d+,\d+$/.test(text) ? text.replace(',', '.') : text
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean)
}

function byPlace(one: string, other: string): number {
  return PLACES.indexOf(one) - PLACES.indexOf(other)
}

const PLACES: string[] = Object.values(Allergen)
// Excel writes the last two of its own accord.
const FLAG_WORDS = new Map(Object.entries({ yes: 'yes', no: '', '': '', '-': '', true: 'yes', false: '' }))
const PRICES = new Set<GoodField>(['price', 'deposit', 'regular_price'])
const NUMBERS = new Set<GoodField>([
  ...(['content', 'drained', 'energy_kj', 'energy_kcal', 'fat', 'saturates'] as const),
  ...(['carbohydrate', 'sugars', 'protein', 'salt', 'alcohol'] as const)
])
const FIELDS = Compile(GoodFields)
