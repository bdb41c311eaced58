import { randomUUID } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { selectRows, Time } from '../select-rows.js'
import type { MigrationConnection } from './connection.js'
import { checksumOf, type Migration } from './read-migrations.js'

/** A row of Prisma's table of migrations. */
const MigrationRecord = Type.Object({
  id: Type.String(),
  name: Type.String(),
  checksum: Type.String(),
  startedAt: Time,
  /** None while it is being applied, and where that has failed. */
  finishedAt: Type.Union([Time, Type.Null()]),
  /** When it was undone, or resolved to be. */
  rolledBackAt: Type.Union([Time, Type.Null()]),
  /** How many statements of a script that could not run in a transaction are done. */
  steps: Type.Integer(),
  logs: Type.Union([Type.String(), Type.Null()])
})
export type MigrationRecord = Readonly<Static<typeof MigrationRecord>>

/** The records, the oldest first; none where no migration was ever applied. */
export async function readRecords({ client, table }: MigrationConnection): Promise<MigrationRecord[]> {
  if (!(await hasTable({ client, table }))) return []
  const sql = `
    SELECT id, migration_name AS name, checksum, started_at AS "startedAt", finished_at AS "finishedAt",
      rolled_back_at AS "rolledBackAt", applied_steps_count AS steps, logs
    FROM ${table} ORDER BY started_at`
  return selectRows(client, MigrationRecord, sql)
}

/** Creates Prisma's table and its schema, unless they exist. */
export async function ensureTable({ client, schema, table }: MigrationConnection): Promise<void> {
  if (await hasTable({ client, table })) return
  const { rows } = await client.query('SELECT 1 WHERE to_regnamespace($1) IS NULL', [schema])
  if (rows.length > 0) await client.query(`CREATE SCHEMA ${schema}`)
  await client.query(createTable(table))
}

/** Prisma's own definition of its table. */
export function createTable(table: string): string {
  return `CREATE TABLE IF NOT EXISTS ${table} (
  id VARCHAR(36) PRIMARY KEY NOT NULL,
  checksum VARCHAR(64) NOT NULL,
  finished_at TIMESTAMPTZ,
  migration_name VARCHAR(255) NOT NULL,
  logs TEXT,
  rolled_back_at TIMESTAMPTZ,
  started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
  applied_steps_count INTEGER NOT NULL DEFAULT 0
)`
}

/** The log of a migration that is applied outside of a transaction. Prisma shows it to people. */
export const IN_STEPS = 'Begun by larder-db, which goes on with it: npx larder-db upgrade'

/** Records that a migration begins. @returns the record's id */
export async function recordStart(
  { client, table }: MigrationConnection,
  { name, script }: Migration,
  logs: string | null = null
): Promise<string> {
  const id = randomUUID()
  await client.query(
    `INSERT INTO ${table} (id, checksum, migration_name, started_at, logs) VALUES ($1, $2, $3, clock_timestamp(), $4)`,
    [id, checksumOf(script), name, logs]
  )
  return id
}

export async function recordSteps(
  { client, table }: MigrationConnection,
  id: string,
  steps: number
): Promise<void> {
  await client.query(`UPDATE ${table} SET applied_steps_count = $2 WHERE id = $1`, [id, steps])
}

export async function recordFailure(
  { client, table }: MigrationConnection,
  id: string,
  logs: string
): Promise<void> {
  await client.query(`UPDATE ${table} SET logs = $2 WHERE id = $1`, [id, logs])
}

export async function recordEnd(
  { client, table }: MigrationConnection,
  id: string,
  steps: number
): Promise<void> {
  await client.query(
    `UPDATE ${table} SET finished_at = clock_timestamp(), logs = NULL, applied_steps_count = $2 WHERE id = $1`,
    [id, steps]
  )
}

/** Records that a migration is no longer applied; Prisma then takes it for pending. */
export async function recordUndone({ client, table }: MigrationConnection, name: string): Promise<void> {
  await client.query(
    `UPDATE ${table} SET rolled_back_at = clock_timestamp() WHERE migration_name = $1 AND rolled_back_at IS NULL`,
    [name]
  )
}

async function hasTable({ client, table }: Pick<MigrationConnection, 'client' | 'table'>): Promise<boolean> {
  const { rows } = await client.query('SELECT 1 WHERE to_regclass($1) IS NOT NULL', [table])
  return rows.length > 0
}
