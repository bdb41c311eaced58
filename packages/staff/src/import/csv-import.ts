import { type BlueprintApp, translatorOf } from '@larder/blueprint'
import { isDatabaseAway } from '@larder/database'
import { checkImport } from './check-import.js'
import { type CsvImport, ImportTask } from './describe-import.js'
import importRoutes from './import-routes.js'
import { runImport } from './run-import.js'
import { deleteOldImports, refuseImport } from './stored-imports.js'

/**
 * Gives a blueprint the pages that import its CSV files: `import` to send one, `show-import` for what
 * the check found and how far it is, `run-import` to apply it, `import-problems` for its problems as
 * a file. The check and the import are tasks: a page need not wait, and another process goes on where
 * one is killed.
 */
export function csvImport<Change>(app: BlueprintApp, definition: CsvImport<Change>): void {
  const { name, tasks } = definition
  const kind = { name: `${name}.import`, data: ImportTask }
  tasks.add(kind, async ({ import: id, actor, language }, { attempts, signal }) => {
    const { t } = translatorOf(app, language)
    try {
      if (actor) await runImport(app.db, definition, { id, actor, t }, signal)
      else await checkImport(app.db, definition, { id, t }, signal)
    } catch (error) {
      if (attempts < MOST_ATTEMPTS || isDatabaseAway(error)) throw error
      app.log.error(error, 'An import failed several times, and is given up.')
      await refuseImport(app.db, id, [{ line: 0, column: '', problem: t('staff:problem.import-given-up') }])
    }
  })
  tasks.every(`${name}.delete-imports`, HOUR, () =>
    deleteOldImports(app.db, name, new Date(Date.now() - KEPT))
  )
  importRoutes(app, definition, kind)
}

const MOST_ATTEMPTS = 5
const HOUR = 60 * 60_000
const KEPT = 3 * 24 * HOUR
