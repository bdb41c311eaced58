import type { HistoryDiagnostic } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { isScriptOf } from '../../../migrations/checksum.js'
import type { Migration } from '../read-params.js'
import type { MigrationRecord } from './records.js'

/** How the records of a database compare to the migrations of a folder. */
export interface Diagnosis {
  readonly history: HistoryDiagnostic | null
  readonly failedMigrationNames: string[]
  readonly editedMigrationNames: string[]
  readonly hasMigrationsTable: boolean
}

export function diagnoseHistory(migrations: Migration[], records: MigrationRecord[] | undefined): Diagnosis {
  const known = records ?? []
  return {
    history: compareNames(
      migrations.map(({ name }) => name),
      known.map(({ name }) => name)
    ),
    failedMigrationNames: known.filter(({ isFinished }) => !isFinished).map(({ name }) => name),
    editedMigrationNames: migrations
      .filter(({ name, script }) =>
        known.some((record) => record.name === name && !isScriptOf(record.checksum, script))
      )
      .map(({ name }) => name),
    hasMigrationsTable: records !== undefined
  }
}

function compareNames(folder: string[], database: string[]): HistoryDiagnostic | null {
  const unapplied = folder.filter((name) => !database.includes(name))
  const unpersisted = database.filter((name) => !folder.includes(name))
  if (unpersisted.length === 0) {
    return unapplied.length === 0
      ? null
      : { diagnostic: 'databaseIsBehind', unappliedMigrationNames: unapplied }
  }
  if (unapplied.length === 0) {
    return { diagnostic: 'migrationsDirectoryIsBehind', unpersistedMigrationNames: unpersisted }
  }
  const first = folder.indexOf(unapplied[0] ?? '')
  return {
    diagnostic: 'historiesDiverge',
    lastCommonMigrationName: folder[first - 1] ?? null,
    unappliedMigrationNames: unapplied,
    unpersistedMigrationNames: unpersisted
  }
}

/** Why `migrate dev` cannot go on without a reset, in Prisma's words; undefined where it can. */
export function whyReset(diagnosis: Diagnosis, drift: string): string | undefined {
  const { history, failedMigrationNames, editedMigrationNames, hasMigrationsTable } = diagnosis
  const reasons = [
    ...failedMigrationNames.map((name) => `The migration \`${name}\` failed.`),
    ...editedMigrationNames.map((name) => `The migration \`${name}\` was modified after it was applied.`),
    ...(drift ? [`${DRIFT}${hasMigrationsTable ? '' : FIRST_TIME}${drift}`] : []),
    ...(history && history.diagnostic !== 'databaseIsBehind' ? [describeHistory(history)] : [])
  ]
  if (reasons.length <= 1) return reasons[0]
  return reasons.map((reason) => `- ${reason}\n`).join('')
}

type Unpersisted = Exclude<HistoryDiagnostic, { diagnostic: 'databaseIsBehind' }>

function describeHistory(history: Unpersisted): string {
  const names = history.unpersistedMigrationNames.join(', ')
  if (history.diagnostic === 'migrationsDirectoryIsBehind') {
    return `The following migration(s) are applied to the database but missing from the local migrations directory: ${names}`
  }
  const last = history.lastCommonMigrationName
  const details = last
    ? ` Last common migration: \`${last}\`. Migrations applied to the database but absent from the migrations directory are: ${names}`
    : ''
  return `The migrations recorded in the database diverge from the local migrations directory.${details}`
}

const DRIFT = `Drift detected: Your database schema is not in sync with your migration history.

The following is a summary of the differences between the expected database schema given your migrations files, and the actual schema of the database.

It should be understood as the set of changes to get from the expected schema to the actual schema.
`

const FIRST_TIME = `
If you are running this the first time on an existing database, please make sure to read this documentation page:
https://www.prisma.io/docs/guides/database/developing-with-prisma-migrate/troubleshooting-development
`
