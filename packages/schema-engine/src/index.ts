import { fileURLToPath } from 'node:url'

export { type ConnectOptions, connect } from './connection.js'
export { schemaOf, sslmodeAdvice } from './database-url.js'
export { type DiffOptions, diffSchemas, type SchemaDiff, type SchemaSource } from './diff.js'
export { describeFailure } from './failure.js'
export { type LockWait, type SelectRows, takeMigrationLock } from './migration-lock.js'
export { NOTHING_COMMITTED } from './migration-record.js'
export { compareMigrations, listMigrations } from './migrations.js'
export { wantsNoTransaction } from './no-transaction.js'

/** The executable for PRISMA_SCHEMA_ENGINE_BINARY: its absolute path. */
export const enginePath = fileURLToPath(new URL('../bin/schema-engine.js', import.meta.url))
