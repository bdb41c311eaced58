import type { Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import {
  type CellProblem,
  changesBetween,
  type ImportedBy,
  type LinePlan,
  STAFF_ERR_CHANGED
} from '@larder/staff'
import { changeState, type GoodState, stateOf } from '../form/change-state.js'
import { findStaffGoods, type StaffGood } from '../form/find-staff-good.js'
import { DEFAULT_VALUES, type GoodProblems, printGood } from '../form/good-values.js'
import { readGood } from '../form/read-good.js'
import { type FindTaxCategories, findCategoryIds } from '../form/save-good.js'
import { type ChangedGood, type NewGood, writeChangedGoods, writeNewGoods } from '../form/write-goods.js'
import { readCells } from './read-cells.js'

/** What a line of a file does with a good: its fields, its state, or both. */
export interface GoodChange {
  slug: string
  made?: NewGood
  changed?: ChangedGood
  state?: GoodState
  id?: number
}

type Cells = Readonly<Record<string, string>>

interface Known {
  currency: string
  categories: ReadonlyMap<string, number>
  taxCategories: readonly string[]
  t: Translate
}

/**
 * @param currency of new goods
 * @param t says the problems
 */
export async function planGoods(
  db: Database,
  lines: readonly { cells: Cells }[],
  { currency, findTaxCategories, t }: { currency: string; findTaxCategories: FindTaxCategories; t: Translate }
): Promise<LinePlan<GoodChange>[]> {
  const slugs = lines.map(({ cells }) => cells.slug ?? '')
  const goods = await findStaffGoods(db, { slug: { in: slugs } }, { after: 0, take: slugs.length })
  const bySlug = new Map(goods.map((good) => [good.slug, good]))
  const [categories, taxCategories] = await Promise.all([findCategoryIds(db), findTaxCategories(db)])
  const known = { currency, categories, taxCategories, t }
  return lines.map(({ cells }) => {
    const good = bySlug.get(cells.slug ?? '')
    return good ? planChange(good, cells, known) : planNew(cells, known)
  })
}

function planNew(cells: Cells, known: Known): LinePlan<GoodChange> {
  const { slug = '', version } = cells
  const { t } = known
  if (slug && version) {
    // An exported line is of a good that was renamed since, and would be there twice.
    const renamed = { column: 'version', problem: t('goods-staff:problem.renamed') }
    return { outcome: 'refused', problems: [renamed] }
  }
  const { state, problem } = readState(cells, t)
  const { sent, problems } = readCells(cells, {}, known)
  const values = { ...DEFAULT_VALUES, ...sent, slug }
  const read = readGood(values, known)
  if (slug !== '' && MANGLED.test(slug)) read.problems.slug = t('goods-staff:problem.made-a-number')
  if (read.input?.columns.regularPrice)
    read.problems.regular_price = t('goods-staff:problem.no-earlier-price')
  const all = [...problem, ...problems, ...problemsOf(read.problems)]
  if (!read.input || all.length > 0) return { outcome: 'refused', problems: all }
  const change = { slug, made: { values, input: read.input } }
  return {
    outcome: 'new',
    seen: 'new',
    change: { ...change, ...(state && state !== 'unpublished' && { state }) }
  }
}

function planChange(good: StaffGood, cells: Cells, known: Known): LinePlan<GoodChange> {
  const { slug, id, currency } = good
  const former = stateOf(good)
  const seen = `${id}.${good.version}.${former}`
  const before = printGood(good)
  const { state = former, problem } = readState(cells, known.t)
  const { sent, problems } = readCells(cells, before, { currency, t: known.t })
  const all = [...problem, ...problems]
  const changes = changesBetween(before, { ...before, ...sent })
  const isChanged = Object.keys(changes).length > 0
  if (all.length === 0 && !isChanged && state === former) return { outcome: 'unchanged', seen }
  if (cells.version && cells.version !== String(good.version))
    all.push({ column: 'version', problem: known.t('goods-staff:problem.exported-before') })
  const read = readGood({ ...before, ...sent }, { ...known, currency, keptTax: good.taxCategory })
  if (isChanged) all.push(...problemsOf(read.problems))
  if (all.length > 0) return { outcome: 'refused', problems: all }
  const changed = isChanged && read.input && { changed: { good, changes, input: read.input } }
  return { outcome: 'changed', seen, change: { slug, id, ...changed, ...(state !== former && { state }) } }
}

/** Writes what was planned, as the form and its buttons would. @throws STAFF_ERR_CHANGED */
export async function applyGoods(
  tx: Database,
  changes: readonly GoodChange[],
  by: ImportedBy,
  currency: string
): Promise<void> {
  const made = changes.flatMap((change) => (change.made ? [change.made] : []))
  const changed = changes.flatMap((change) => (change.changed ? [change.changed] : []))
  const ids = made.length > 0 ? await writeNewGoods(tx, made, { ...by, currency }) : new Map<string, number>()
  if (changed.length > 0 && !(await writeChangedGoods(tx, changed, by))) throw new STAFF_ERR_CHANGED()
  for (const state of STATES) {
    const moved = changes.filter((change) => change.state === state)
    const movedIds = moved.flatMap(({ slug, id = ids.get(slug) }) => (id === undefined ? [] : [id]))
    if (movedIds.length > 0) await changeState(tx, movedIds, state, by.actor, by)
  }
}

function readState({ state = '' }: Cells, t: Translate): { state?: GoodState; problem: CellProblem[] } {
  if (state === '') return { problem: [] }
  const known = STATES.find((one) => one === state.toLowerCase())
  if (known) return { state: known, problem: [] }
  return {
    problem: [{ column: 'state', problem: t('goods-staff:problem.state', { states: STATES.join(', ') }) }]
  }
}

function problemsOf(problems: GoodProblems): CellProblem[] {
  return Object.entries(problems).map(([column, problem]) => ({ column, problem }))
}

const STATES = ['published', 'unpublished', 'archived'] as const

/** `1E+12` and `02.05.2026`, which were a number with many digits and perhaps `2-5`. */
const MANGLED = /^\d+([.,]\d+)?E\+?\d+$|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$|^\d{4}-\d\d-\d\d$/i
