import { diffSchemas } from '@larder/schema-engine'
import { compareHistory, type HistoryEntry } from '../history/compare-history.js'
import { withConnection } from '../history/connection.js'
import { type Migration, readMigrations } from '../history/read-migrations.js'
import { readRecords } from '../history/records.js'
import { type Project, readModels } from './open-project.js'

/** A disagreement between models, migrations and the database. */
export interface Finding {
  readonly kind: 'pending' | 'failed' | 'undoing' | 'edited' | 'missing' | 'drift' | 'models' | 'unknown'
  /**
   * The migration; for `drift` and `models` the difference, in several lines; for `unknown` the
   * reason.
   */
  readonly what: string
}

/**
 * Checks that models, migrations and the database agree: all applied, none edited or removed since,
 * no change by hand in the database (drift), and no change of the models without a migration.
 */
export async function check(project: Project, url: string): Promise<Finding[]> {
  const migrations = await readMigrations(project.migrations)
  const history = compareHistory(migrations, await withConnection(url, readRecords))
  const findings = history.flatMap(({ name, status, edited }): Finding[] => [
    ...(status === 'applied' ? [] : [{ kind: status, what: name }]),
    ...(edited ? [{ kind: 'edited' as const, what: name }] : [])
  ])
  const compared = await compareSchemas(project, url, migrations, history).catch((error): Finding[] => [
    { kind: 'unknown', what: error instanceof Error ? error.message : String(error) }
  ])
  return [...findings, ...compared]
}

/** Replays the migrations in another database. Both may be refused. */
async function compareSchemas(
  project: Project,
  url: string,
  migrations: readonly Migration[],
  history: readonly HistoryEntry[]
): Promise<Finding[]> {
  const folder = project.migrations
  const all = { migrations: folder, names: migrations.map(({ name }) => name) }
  const applied = { migrations: folder, names: history.flatMap(({ name, record }) => (record ? [name] : [])) }
  const options = { ...project, url, models: await readModels(project) }

  const findings: Finding[] = []
  const models = await diffSchemas({ ...options, from: all, to: 'models' })
  if (models.summary) findings.push({ kind: 'models', what: models.summary })
  // Missing and failed migrations make a difference that is reported already.
  if (history.every(({ status }) => status === 'applied' || status === 'pending')) {
    const drift = await diffSchemas({ ...options, from: applied, to: 'database' })
    if (drift.summary) findings.push({ kind: 'drift', what: drift.summary })
  }
  return findings
}
