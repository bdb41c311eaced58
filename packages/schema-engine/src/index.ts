import { fileURLToPath } from 'node:url'

export { type ConnectOptions, connect } from './database/connect.js'
export { parseDatabaseUrl, schemaOf, sslmodeAdvice } from './database/database-url.js'
export { describeFailure } from './database/explain-failure.js'
export type { SelectRows } from './database/select-rows.js'
export { diffSchemas } from './diff-schemas.js'
export type { DiffOptions, SchemaDiff, SchemaSource } from './engine/diff.js'
export { NOTHING_COMMITTED } from './engine/migration-record.js'
export { writeModelsScript } from './engine/models-script.js'
export { checksumOf, isScriptOf } from './migrations/checksum.js'
export { type LockWait, takeMigrationLock } from './migrations/migration-lock.js'
export { compareMigrations, listMigrations } from './migrations/migrations-folder.js'
export { wantsNoTransaction } from './migrations/wants-no-transaction.js'
export { connectMysql } from './mysql/connect.js'
export { type CopyOptions, copySchema, projectPaths } from './mysql/copy-schema.js'
export { countRows } from './mysql/data-loss/count-rows.js'
export { findUnfilledColumns } from './mysql/data-loss/find-unfilled-columns.js'
export { type Change, isNotNull, readChanges } from './mysql/data-loss/read-changes.js'
export { selectMysqlRows } from './mysql/databases.js'
export { describeMysqlFailure, errnoOf, isMysqlError } from './mysql/explain-failure.js'
export { CREATE_MYSQL_MIGRATIONS } from './mysql/migrations-table.js'
export { IN_STEPS, isInSteps, readSteps } from './mysql/read-steps.js'
export { runSteps, type StepFailure } from './mysql/run-steps.js'
export { type MysqlStatement, splitStatements } from './mysql/split-statements.js'
export { translateMigrations } from './mysql/translate/translate-migrations.js'
export { refuseMarkedPlaces } from './mysql/translate/twin.js'
export {
  checkTwins,
  type TwinFinding,
  twinsFolder,
  type WrittenTwin,
  writeMissingTwins
} from './mysql/twins-folder.js'

/** The executable for PRISMA_SCHEMA_ENGINE_BINARY: its absolute path. */
export const enginePath = fileURLToPath(new URL('../bin/schema-engine.js', import.meta.url))
