import type { Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import {
  type CellProblem,
  type CsvColumn,
  type ImportColumn,
  type ImportedBy,
  type LinePlan,
  recordAudit,
  STAFF_ERR_CHANGED
} from '@larder/staff'
import { adjustStocks } from '../../adjust-stock.js'
import type { StockHooks } from '../../stock-hooks.js'
import { findStock, type StockLevel } from '../../stock-levels.js'
import type { ListedLevel } from '../list-levels.js'

/** How the goods are known in files, which this package does not know. */
export interface GoodSlugs {
  /** By their ids. */
  slugsOf(db: Database, ids: readonly number[]): Promise<Map<number, string>>
  /** The ids by the slugs, of those that there are. */
  findBySlugs(db: Database, slugs: readonly string[]): Promise<Map<string, number>>
}

/** A line of an exported file. */
export type ExportedLevel = ListedLevel & { slug: string; name: string }

export const COLUMNS: (CsvColumn<ExportedLevel> & ImportColumn)[] = [
  { ...column('slug', ({ slug }) => slug), required: true },
  { ...column('name', ({ name }) => name), readOnly: true },
  column('on_hand', ({ onHand }) => onHand),
  column('add', () => null),
  column('reason', () => null),
  { ...column('low_at', ({ lowAt }) => lowAt), readOnly: true },
  { ...column('backorder', ({ backorder }) => backorder), readOnly: true },
  column('version', ({ version }) => version)
]

function column(name: string, value: CsvColumn<ExportedLevel>['value']) {
  return { name, about: (t: Translate) => t.of('stock-staff:column', name), value }
}

/** A change of the stock of one good, from the level that was seen. */
export interface LevelChange {
  level: StockLevel
  count: number
  kind: 'received' | 'corrected'
  note: string
}

type Cells = Record<string, string>

/**
 * What lines of a file would do with the stock.
 *
 * @param t says the problems
 */
export async function planLevels(
  db: Database,
  lines: readonly { cells: Cells }[],
  { findBySlugs }: GoodSlugs,
  t: Translate
): Promise<LinePlan<LevelChange>[]> {
  const ids = await findBySlugs(
    db,
    lines.map(({ cells }) => cells.slug ?? '')
  )
  const levels = await findStock(db, [...ids.values()])
  const byGood = new Map(levels.map((level) => [level.goodId, level]))
  return lines.map(({ cells }) => {
    const goodId = ids.get(cells.slug ?? '')
    if (goodId === undefined) return refused('slug', t('stock-staff:problem.slug'))
    return planLevel(byGood.get(goodId) ?? { ...NONE, goodId }, cells, t)
  })
}

function planLevel(level: StockLevel, cells: Cells, t: Translate): LinePlan<LevelChange> {
  const { on_hand = '', add = '', reason = '', version = '' } = cells
  const seen = `${level.goodId}.${level.version}`
  const counted = on_hand === '' || Number(on_hand) === level.onHand ? level.onHand : readUnits(on_hand, 0)
  const added = add === '' ? 0 : readUnits(add, -MOST)
  const problems: CellProblem[] = []
  const refuse = (column: string, problem: string) => void problems.push({ column, problem })
  if (counted === undefined)
    refuse('on_hand', t('stock-staff:problem.whole', { least: '0', most: `${MOST}` }))
  if (added === undefined)
    refuse('add', t('stock-staff:problem.whole', { least: `-${MOST}`, most: `${MOST}` }))
  if ([...reason].length > LONGEST) refuse('reason', t('stock-staff:problem.reason', { most: LONGEST }))
  if (counted === undefined || added === undefined || problems.length > 0)
    return { outcome: 'refused', problems }
  if (counted === level.onHand && added === 0) return { outcome: 'unchanged', seen }
  if (counted !== level.onHand && added !== 0) return refused('add', t('stock-staff:problem.both'))
  if (counted !== level.onHand && version !== '' && version !== String(level.version))
    return refused('version', t('stock-staff:problem.exported-before', { n: level.onHand }))
  const count = counted + added
  if (count < 0 && !level.backorder)
    return refused('add', t('stock-staff:problem.short', { n: level.onHand }))
  const kind = added > 0 ? 'received' : 'corrected'
  return { outcome: 'changed', seen, change: { level, count, kind, note: reason || 'CSV import' } }
}

/** Writes the changes, each as a form would. @throws STAFF_ERR_CHANGED */
export async function applyLevels(
  tx: Database,
  changes: readonly LevelChange[],
  { actor, batch }: ImportedBy,
  hooks: StockHooks
): Promise<void> {
  if (changes.length === 0) return
  const adjustments = changes.map(({ level: { goodId, version }, count, kind, note }) => {
    return { goodId, version, count, kind, note, actorId: actor.id ?? undefined }
  })
  const outcomes = await adjustStocks(tx, adjustments, hooks)
  if (outcomes.some(({ outcome }) => outcome !== 'adjusted')) throw new STAFF_ERR_CHANGED()
  const records = changes.map(({ level: { goodId, onHand }, count, kind, note }) => ({
    action: kind === 'received' ? 'stock.move' : 'stock.count',
    subject: ['stock', goodId] as const,
    changes: { on_hand: [onHand, count], note: [null, note] } as const,
    batch
  }))
  await recordAudit(tx, actor, ...records)
}

function readUnits(text: string, least: number): number | undefined {
  const units = /^[+-]?\d{1,7}$/.test(text) ? Number(text) : Number.NaN
  return units >= least && units <= MOST ? units : undefined
}

function refused(column: string, problem: string): LinePlan<never> {
  return { outcome: 'refused', problems: [{ column, problem }] }
}

/** As in the form. */
const MOST = 1_000_000
/** Characters of a reason. */
const LONGEST = 200
const NONE = { onHand: 0, backorder: false, lowAt: null, version: 0 }
