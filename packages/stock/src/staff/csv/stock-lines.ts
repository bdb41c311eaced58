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
  { name: 'slug', about: 'The address of the product’s page', required: true, value: ({ slug }) => slug },
  { name: 'name', about: 'What it is called', readOnly: true, value: ({ name }) => name },
  { name: 'on_hand', about: 'How many were counted', value: ({ onHand }) => onHand },
  { name: 'add', about: 'Instead of a count: how many came, or with a minus were lost', value: () => null },
  { name: 'reason', about: 'Why, in at most 200 characters', value: () => null },
  { name: 'low_at', about: 'Staff are told at so many', readOnly: true, value: ({ lowAt }) => lowAt },
  {
    name: 'backorder',
    about: 'Sold though there is none',
    readOnly: true,
    value: ({ backorder }) => backorder
  },
  {
    name: 'version',
    about: 'Which state was exported: a count is refused where units were sold since',
    value: ({ version }) => version
  }
]

/** A change of the stock of one good, from the level that was seen. */
export interface LevelChange {
  level: StockLevel
  count: number
  kind: 'received' | 'corrected'
  note: string
}

type Cells = Record<string, string>

/** What lines of a file would do with the stock. */
export async function planLevels(
  db: Database,
  lines: readonly { cells: Cells }[],
  { findBySlugs }: GoodSlugs
): Promise<LinePlan<LevelChange>[]> {
  const ids = await findBySlugs(
    db,
    lines.map(({ cells }) => cells.slug ?? '')
  )
  const levels = await findStock(db, [...ids.values()])
  const byGood = new Map(levels.map((level) => [level.goodId, level]))
  return lines.map(({ cells }) => {
    const goodId = ids.get(cells.slug ?? '')
    if (goodId === undefined) return refused('slug', 'We have no product of this address.')
    return planLevel(byGood.get(goodId) ?? { ...NONE, goodId }, cells)
  })
}

function planLevel(level: StockLevel, cells: Cells): LinePlan<LevelChange> {
  const { on_hand = '', add = '', reason = '', version = '' } = cells
  const seen = `${level.goodId}.${level.version}`
  const counted = on_hand === '' || Number(on_hand) === level.onHand ? level.onHand : readUnits(on_hand, 0)
  const added = add === '' ? 0 : readUnits(add, -MOST)
  const problems: CellProblem[] = []
  if (counted === undefined)
    problems.push({ column: 'on_hand', problem: `Write a whole number from 0 to ${MOST}.` })
  if (added === undefined)
    problems.push({ column: 'add', problem: `Write a whole number from -${MOST} to ${MOST}.` })
  if ([...reason].length > 200) problems.push({ column: 'reason', problem: 'Write at most 200 characters.' })
  if (counted === undefined || added === undefined || problems.length > 0)
    return { outcome: 'refused', problems }
  if (counted === level.onHand && added === 0) return { outcome: 'unchanged', seen }
  if (counted !== level.onHand && added !== 0)
    return refused('add', 'Write a count, or what is added, and not both.')
  if (counted !== level.onHand && version !== '' && version !== String(level.version))
    return refused(
      'version',
      `The stock changed after this file was exported; now it is ${level.onHand}. Count again.`
    )
  const count = counted + added
  if (count < 0 && !level.backorder) return refused('add', `There are only ${level.onHand}.`)
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
const NONE = { onHand: 0, backorder: false, lowAt: null, version: 0 }
