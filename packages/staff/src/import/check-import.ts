import type { Translate } from '@larder/blueprint'
import type { PrismaClient } from '@larder/database'
import type { CsvImport } from './describe-import.js'
import { planLines, problemsOf, readLines } from './plan-lines.js'
import { ProblemList } from './problem-list.js'
import { passImport, readFile, refuseImport, showProgress } from './stored-imports.js'

/** The dry run: counts what a file would do, or lists what is wrong with it. It changes nothing but the import's row. */
export async function checkImport<Change>(
  db: PrismaClient,
  definition: CsvImport<Change>,
  { id, t }: { id: number; t: Translate },
  signal: AbortSignal
): Promise<void> {
  const sent = await readFile(db, id, 'checking')
  if (!sent) return
  const file = readLines(definition, sent, t)
  if ('problems' in file) return refuseImport(db, id, file.problems)
  const counts = { new: 0, changed: 0, unchanged: 0, refused: 0 }
  const problems = new ProblemList()
  const seen: string[] = []
  for await (const planned of planLines(db, definition, file.lines, t)) {
    signal.throwIfAborted()
    for (const line of planned) {
      const { plan } = line
      counts[plan.outcome] += 1
      if (plan.outcome === 'refused') problems.add(problemsOf(line))
      else seen.push(plan.seen)
    }
    const done = counts.new + counts.changed + counts.unchanged + counts.refused
    await showProgress(db, id, done, file.lines.length)
  }
  if (problems.count > 0) return refuseImport(db, id, problems.kept, problems.count)
  const { new: created, changed, unchanged } = counts
  await passImport(db, id, { created, changed, unchanged, seen })
}
