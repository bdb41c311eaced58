import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { type CsvLine, readCsv } from '../csv/read-csv.js'
import type { CsvImport, LinePlan } from './describe-import.js'
import type { LineProblem, SentFile } from './stored-imports.js'

/** The lines of a file, or what is wrong with it as a whole. */
export function readLines(
  { columns, mostLines = MOST_LINES }: Pick<CsvImport<unknown>, 'columns' | 'mostLines'>,
  { content, encoding }: SentFile,
  t: Translate
): { lines: CsvLine[] } | { problems: LineProblem[] } {
  const file = readCsv(content, { encoding, mostLines })
  if (file.outcome === 'broken')
    return { problems: [{ line: file.line, column: '', problem: t.of('staff:broken', file.problem) }] }
  if (file.outcome === 'too-many') {
    const most = mostLines.toLocaleString(t.language)
    return { problems: [ofFile(t('staff:problem.too-many-lines', { most }))] }
  }
  if (file.outcome !== 'read') return { problems: [ofFile(t.of('staff:fileProblem', file.outcome))] }
  const problems = checkHeader(columns, file.header, t)
  const lines = file.lines.filter(({ cells }) => Object.values(cells).some((cell) => cell !== ''))
  if (problems.length === 0 && lines.length === 0) problems.push(ofFile(t('staff:problem.no-lines')))
  return problems.length > 0 ? { problems } : { lines }
}

function checkHeader(
  columns: CsvImport<unknown>['columns'],
  header: readonly string[],
  t: Translate
): LineProblem[] {
  const known = new Set(columns.map(({ name }) => name))
  const names = header.filter((name) => name !== '')
  const ofHeader = (column: string, problem: string) => ({ line: 1, column, problem })
  return [
    ...names
      .filter((name) => !known.has(name))
      .map((name) => ofHeader(name.slice(0, 80), t('staff:problem.unknown-column'))),
    ...names
      .filter((name, place) => names.indexOf(name) !== place)
      .map((name) => ofHeader(name.slice(0, 80), t('staff:problem.two-columns'))),
    ...columns
      .filter(({ name, required }) => required && !names.includes(name))
      .map(({ name }) => ofHeader(name, t('staff:problem.missing-column')))
  ]
}

export interface PlannedLine<Change> {
  line: number
  plan: LinePlan<Change>
}

/** What the lines of a file would do, a batch at a time, in their order. */
export async function* planLines<Change>(
  db: Database,
  definition: CsvImport<Change>,
  lines: readonly CsvLine[],
  t: Translate
): AsyncGenerator<PlannedLine<Change>[]> {
  const firstOf = new Map<string, number>()
  for (let place = 0; place < lines.length; place += BATCH) {
    const batch = lines.slice(place, place + BATCH)
    const refused = new Map(
      batch.flatMap((line) => refuseLine(line, definition.keyOf(line.cells), firstOf, t))
    )
    const usable = batch.filter((line) => !refused.has(line))
    const plans = (await definition.plan(db, usable, t)).values()
    yield batch.map((line) => {
      const plan = refused.get(line) ?? plans.next().value ?? NOTHING
      const subject = plan.outcome === 'changed' && plan.subject
      const [same] = subject ? refuseLine(line, `subject ${subject}`, firstOf, t) : []
      return { line: line.line, plan: same?.[1] ?? plan }
    })
    // The process serves visitors, too.
    await nextTurn()
  }
}

function refuseLine(
  line: CsvLine,
  key: string,
  firstOf: Map<string, number>,
  t: Translate
): [CsvLine, LinePlan<never>][] {
  const refuse = (problem: string): [CsvLine, LinePlan<never>][] => [
    [line, { outcome: 'refused', problems: [{ column: '', problem }] }]
  ]
  if (line.tooLong) return refuse(t('staff:problem.too-many-cells'))
  const first = firstOf.get(key)
  if (key !== '' && first !== undefined) return refuse(t('staff:problem.same-line', { line: first }))
  firstOf.set(key, line.line)
  return []
}

/** The problems of planned lines. */
export function problemsOf({ line, plan }: PlannedLine<unknown>): LineProblem[] {
  return plan.outcome === 'refused' ? plan.problems.map((problem) => ({ line, ...problem })) : []
}

function ofFile(problem: string): LineProblem {
  return { line: 0, column: '', problem }
}

const NOTHING: LinePlan<never> = { outcome: 'unchanged', seen: '' }
export const MOST_LINES = 50_000
const BATCH = 500
