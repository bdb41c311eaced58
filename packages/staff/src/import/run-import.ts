import { randomUUID } from 'node:crypto'
import type { Translate } from '@larder/blueprint'
import { inTransaction, type PrismaClient, rollBack } from '@larder/database'
import { type Actor, recordAudit } from '../audit/record-audit.js'
import type { CsvImport } from './describe-import.js'
import { type PlannedLine, planLines, problemsOf, readLines } from './plan-lines.js'
import { ProblemList } from './problem-list.js'
import { finishImport, type LineProblem, readFile, refuseImport, showProgress } from './stored-imports.js'

/**
 * Applies a checked file in one transaction. Each batch is planned anew from the data as it is then:
 * where a line sees something else than the check saw, the whole import is refused. A process that
 * is killed leaves nothing, and the next one begins anew.
 */
export async function runImport<Change>(
  db: PrismaClient,
  definition: CsvImport<Change>,
  { id, actor, t }: { id: number; actor: Actor; t: Translate },
  signal: AbortSignal
): Promise<void> {
  const sent = await readFile(db, id, 'running')
  if (!sent) return
  const file = readLines(definition, sent, t)
  if ('problems' in file) return refuseImport(db, id, file.problems)
  const { lines } = file
  const problems = await inTransaction<ProblemList, ProblemList>(
    db,
    async (tx) => {
      const by = { actor, batch: randomUUID(), now: new Date() }
      const seen = sent.seen.values()
      const problems = new ProblemList()
      const counts = { lines: 0, new: 0, changed: 0 }
      for await (const planned of planLines(tx, definition, lines, t)) {
        signal.throwIfAborted()
        problems.add(planned.flatMap((line) => conflictsOf(line, seen.next().value ?? '', t)))
        if (problems.count === 0) await definition.apply(tx, changesOf(planned, counts), by)
        counts.lines += planned.length
        await showProgress(db, id, counts.lines, lines.length)
      }
      if (problems.count > 0) return rollBack(problems)
      const changes = {
        file: [null, sent.fileName],
        new: [0, counts.new],
        changed: [0, counts.changed]
      } as const
      const record = { action: `${definition.name}.import`, subject: ['import', id] as const, changes }
      await recordAudit(tx, actor, { ...record, batch: by.batch })
      return (await finishImport(tx, id)) ? problems : rollBack(problems)
    },
    { timeout: LONGEST }
  )
  if (problems.count > 0) await refuseImport(db, id, problems.kept, problems.count)
}

/** The problems of a line, among them that it is not what the check saw. */
function conflictsOf(line: PlannedLine<unknown>, seen: string, t: Translate): LineProblem[] {
  const { plan } = line
  if (plan.outcome === 'refused') return problemsOf(line)
  if (plan.seen === seen) return []
  return [{ line: line.line, column: '', problem: t('staff:problem.import-changed') }]
}

function changesOf<Change>(
  planned: readonly PlannedLine<Change>[],
  counts: { new: number; changed: number }
): Change[] {
  return planned.flatMap(({ plan }) => {
    if (plan.outcome !== 'new' && plan.outcome !== 'changed') return []
    counts[plan.outcome] += 1
    return [plan.change]
  })
}

/** As long as a task may take, in milliseconds. */
const LONGEST = 10 * 60_000
