import { fileURLToPath } from 'node:url'
import { connect } from './connection.js'
import { Connections } from './connections.js'
import { openEngine } from './engine.js'
import { readMigrations } from './migrations.js'

export { type ConnectOptions, connect } from './connection.js'
export { schemaOf, sslmodeAdvice, withExactSslmode } from './database-url.js'
export { type DiffOptions, diffSchemas, type SchemaDiff, type SchemaSource } from './diff.js'
export { describeFailure } from './failure.js'
export { type LockWait, type SelectRows, takeMigrationLock } from './migration-lock.js'
export { NOTHING_COMMITTED } from './migration-record.js'
export { compareMigrations, listMigrations } from './migrations.js'
export { wantsNoTransaction } from './no-transaction.js'

/** The executable for PRISMA_SCHEMA_ENGINE_BINARY: its absolute path. */
export const enginePath = fileURLToPath(new URL('../bin/schema-engine.js', import.meta.url))

export interface ApplyMigrationsOptions {
  /** The PostgreSQL database, which is created if there is none. */
  readonly url: string
  /** The migrations folder. */
  readonly migrations: string
}

/**
 * Applies what a migrations folder has and the database has not, as `prisma migrate deploy` does and with the same lock
 * and records: who comes second waits, and finds the work done.
 *
 * @returns the names of the migrations applied, in their order
 * @throws errors with Prisma's codes: P1001 when the server cannot be reached, P3018 when a migration fails, P3009 when
 * one has failed before, …; ENOENT when there is no such folder
 */
export async function applyMigrations(options: ApplyMigrationsOptions): Promise<string[]> {
  const migrationsList = await readMigrations(options.migrations)
  await (await connect(options.url, { create: true })).end()

  const connections = new Connections(options.url)
  try {
    const ask = await openEngine(connections)
    await connections.prepareToApply()
    const filters = { externalTables: [], externalEnums: [] }
    const { appliedMigrationNames } = await ask((engine) =>
      engine.applyMigrations({ migrationsList, filters })
    )
    return appliedMigrationNames
  } finally {
    await connections.close()
  }
}
