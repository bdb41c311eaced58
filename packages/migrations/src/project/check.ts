import path from 'node:path'
import { checkTwins, diffSchemas, type TwinFinding } from '@larder/schema-engine'
import { compareHistory, type HistoryEntry } from '../history/compare-history.js'
import { withConnection } from '../history/connection.js'
import { type Migration, readMigrations } from '../history/read-migrations.js'
import { readRecords } from '../history/records.js'
import { type Project, readModels } from './open-project.js'

/** A disagreement between models, migrations and the database. */
export interface Finding {
  readonly kind:
    | 'pending'
    | 'failed'
    | 'undoing'
    | 'edited'
    | 'missing'
    | 'drift'
    | 'models'
    | 'unknown'
    | 'mysql'
  /**
   * The migration; for `drift` and `models` the difference, in several lines; for `unknown` the
   * reason; for `mysql` what is to be done about which file.
   */
  readonly what: string
}

/**
 * Checks that models, migrations and the database agree: all applied, none edited or removed since,
 * no change by hand in the database (drift), no change of the models without a migration, and each
 * migration in its form for MySQL, where the project has such.
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
  const twins = (await checkTwins(project.migrations)).map(describeTwin)
  return [...findings, ...compared, ...twins.map((what) => ({ kind: 'mysql' as const, what }))]
}

function describeTwin({ kind, file, line, hash }: TwinFinding): string {
  const twin = path.relative('', file)
  const sentences = {
    missing: `${twin} is not there: larder-db translate`,
    stale: `${twin} was made of another text: remove it and run larder-db translate, or bring it up to date and name ${hash} in its first line`,
    extra: `${twin} has no migration for PostgreSQL`,
    marked: `${twin}:${line} waits to be written for MySQL by hand`
  }
  return sentences[kind]
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
