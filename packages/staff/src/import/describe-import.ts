import type { Translate, Wording } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { type Static, Type } from 'typebox'
import type { Actor } from '../audit/record-audit.js'
import type { CsvLine } from '../csv/read-csv.js'

/** What a feature takes from CSV files. `Change` is what it makes of a line, and applies. */
export interface CsvImport<Change> {
  /** Of the log and of tasks: `goods`. */
  name: string
  /** Of pages, in lower case: `products`. */
  label: Wording
  permission: string
  /** What the check and the import are done by: `{ ...app.tasks, enqueue }` of @larder/tasks. */
  tasks: ImportTasks
  columns: readonly ImportColumn[]
  /** Lines of a file at most. @default 50,000 */
  mostLines?: number
  /** What two lines of a file may not both have: a slug. Empty where the line has none. */
  keyOf(cells: CsvLine['cells']): string
  /**
   * What each of these lines would do as the data is now. It writes nothing.
   *
   * @param t says the problems, in the language of who sent the file
   */
  plan(db: Database, lines: readonly CsvLine[], t: Translate): Promise<LinePlan<Change>[]>
  /**
   * Does what was planned in the same transaction, with entries in the log of changes.
   *
   * @throws STAFF_ERR_CHANGED where somebody was faster: all is rolled back, and planned anew
   */
  apply(tx: Database, changes: readonly Change[], by: ImportedBy): Promise<void>
}

export interface ImportColumn {
  /** In the header, in lower case. */
  name: string
  /** What it holds, in a few words for the page. */
  about: Wording
  /** Whether a file has to have it. @default false */
  required?: boolean
  /** Whether exports have it and imports leave it alone. @default false */
  readOnly?: boolean
}

/**
 * `seen` is what the plan was made from: where it differs at the import, somebody changed it since the check. `subject` is what
 * only one line of a file may change, where lines with different keys may mean the same.
 */
export type LinePlan<Change> =
  | { outcome: 'new' | 'changed'; seen: string; change: Change; subject?: string }
  | { outcome: 'unchanged'; seen: string }
  | { outcome: 'refused'; problems: CellProblem[] }

export interface CellProblem {
  /** Empty of the whole line. */
  column: string
  /** What is wrong, and what to do. */
  problem: string
}

export interface ImportedBy {
  actor: Actor
  /** A UUID: the same for all entries of the import in the log. */
  batch: string
  now: Date
}

export const ImportTask = Type.Object({
  import: Type.Integer(),
  /** Of who asked for it, BCP 47. */
  language: Type.Optional(Type.String()),
  /** Who applies it. None of a check. */
  actor: Type.Optional(
    Type.Object({
      id: Type.Union([Type.Integer(), Type.Null()]),
      name: Type.String(),
      requestId: Type.Optional(Type.String()),
      ip: Type.Optional(Type.String())
    })
  )
})
type ImportTask = Static<typeof ImportTask>

export interface ImportTaskKind {
  name: string
  data: typeof ImportTask
  dataType?: ImportTask
}

/** What @larder/tasks gives, which builds on this package. */
export interface ImportTasks {
  /** Says what is done for tasks of a kind: at least once, and again where it throws. */
  add(
    kind: ImportTaskKind,
    handle: (data: ImportTask, task: { attempts: number; signal: AbortSignal }) => Promise<void>
  ): void
  /** Does something again and again, each so many milliseconds after the last time. */
  every(name: string, interval: number, handle: () => Promise<void>): void
  /** Writes a task in a transaction, once for each key. */
  enqueue(db: Database, kind: ImportTaskKind, data: ImportTask, options: { key: string }): Promise<unknown>
}
