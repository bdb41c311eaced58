import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '@larder/database'
import { type CsvLine, readCsv } from '../csv/read-csv.js'
import type { CsvImport, LinePlan } from './describe-import.js'
import type { LineProblem, SentFile } from './stored-imports.js'

/** The lines of a file, or what is wrong with it as a whole. */
export function readLines(
  { columns, mostLines = MOST_LINES }: Pick<CsvImport<unknown>, 'columns' | 'mostLines'>,
  { content, encoding }: SentFile
): { lines: CsvLine[] } | { problems: LineProblem[] } {
  const file = readCsv(content, { encoding, mostLines })
  if (file.outcome === 'broken') return { problems: [{ line: file.line, column: '', problem: file.problem }] }
  if (file.outcome === 'too-many') {
    const most = mostLines.toLocaleString('en')
    return { problems: [ofFile(`It has more than ${most} lines. Make several files of it.`)] }
  }
  if (file.outcome !== 'read') return { problems: [ofFile(FILE_PROBLEMS[file.outcome])] }
  const problems = checkHeader(columns, file.header)
  const lines = file.lines.filter(({ cells }) => Object.values(cells).some((cell) => cell !== ''))
  if (problems.length === 0 && lines.length === 0) problems.push(ofFile('It has a header, and no lines.'))
  return problems.length > 0 ? { problems } : { lines }
}

function checkHeader(columns: CsvImport<unknown>['columns'], header: readonly string[]): LineProblem[] {
  const known = new Set(columns.map(({ name }) => name))
  const names = header.filter((name) => name !== '')
  const ofHeader = (column: string, problem: string) => ({ line: 1, column, problem })
  return [
    ...names
      .filter((name) => !known.has(name))
      .map((name) =>
        ofHeader(name.slice(0, 80), 'We know no such column. Correct its name, or take it out.')
      ),
    ...names
      .filter((name, place) => names.indexOf(name) !== place)
      .map((name) => ofHeader(name.slice(0, 80), 'There are two columns of this name. Take one out.')),
    ...columns
      .filter(({ name, required }) => required && !names.includes(name))
      .map(({ name }) => ofHeader(name, 'This column is missing. Every file needs it.'))
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
  lines: readonly CsvLine[]
): AsyncGenerator<PlannedLine<Change>[]> {
  const firstOf = new Map<string, number>()
  for (let place = 0; place < lines.length; place += BATCH) {
    const batch = lines.slice(place, place + BATCH)
    const refused = new Map(batch.flatMap((line) => refuseLine(line, definition.keyOf(line.cells), firstOf)))
    const plans = (
      await definition.plan(
        db,
        batch.filter((line) => !refused.has(line))
      )
    ).values()
    yield batch.map((line) => ({ line: line.line, plan: refused.get(line) ?? plans.next().value ?? NOTHING }))
    // The process serves visitors, too.
    await nextTurn()
  }
}

function refuseLine(line: CsvLine, key: string, firstOf: Map<string, number>): [CsvLine, LinePlan<never>][] {
  const refuse = (problem: string): [CsvLine, LinePlan<never>][] => [
    [line, { outcome: 'refused', problems: [{ column: '', problem }] }]
  ]
  if (line.tooLong)
    return refuse('It has more cells than the header. Put quotes around a cell with a separator in it.')
  const first = firstOf.get(key)
  if (key !== '' && first !== undefined) return refuse(`Line ${first} is of the same. Take one of them out.`)
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

const FILE_PROBLEMS = {
  empty: 'The file is empty.',
  encoding: 'The file is not written in the encoding that you chose. Choose another one.'
}
const NOTHING: LinePlan<never> = { outcome: 'unchanged', seen: '' }
export const MOST_LINES = 50_000
const BATCH = 500
