import { randomUUID } from 'node:crypto'
import { checksumOf } from '@larder/schema-engine'
import { type Static, Type } from 'typebox'
import { Time } from '../select-rows.js'
import type { MigrationConnection } from './connection.js'
import type { Migration } from './read-migrations.js'

/** A row of Prisma's table of migrations. */
const MigrationRecord = Type.Object({
  id: Type.String(),
  name: Type.String(),
  checksum: Type.String(),
  startedAt: Time,
  /** None while it is being applied or undone in steps, and where that has failed. */
  finishedAt: Type.Union([Time, Type.Null()]),
  /** When it was undone, or resolved to be. */
  rolledBackAt: Type.Union([Time, Type.Null()]),
  /** How many statements of a script that could not run in a transaction are done. */
  steps: Type.Integer(),
  logs: Type.Union([Type.String(), Type.Null()])
})
export type MigrationRecord = Readonly<Static<typeof MigrationRecord>>

/** The records, the oldest first; none where no migration was ever applied. */
export async function readRecords(connection: MigrationConnection): Promise<MigrationRecord[]> {
  if (!(await connection.hasRecords())) return []
  const sql = `
    SELECT id, migration_name AS name, checksum, started_at AS "startedAt", finished_at AS "finishedAt",
      rolled_back_at AS "rolledBackAt", applied_steps_count AS steps, logs
    FROM ${connection.table} ORDER BY started_at`
  return connection.select(MigrationRecord, sql)
}

/** Creates Prisma's table, unless it exists. */
export async function ensureTable(connection: MigrationConnection): Promise<void> {
  if (!(await connection.hasRecords())) await connection.createRecords()
}

const UNDOING = 'Undone in part by larder-db, which goes on with it: npx larder-db downgrade'

/** The same of one that is undone by this down.sql. */
export function undoingInSteps(down: string): string {
  return `${UNDOING} (down.sql ${checksumOf(down).slice(0, 12)})`
}

export function isBeingUndone({ finishedAt, logs }: MigrationRecord): boolean {
  return !finishedAt && Boolean(logs?.startsWith(UNDOING))
}

/** Records that a migration begins. @returns the record's id */
export async function recordStart(
  connection: MigrationConnection,
  { name, script }: Migration,
  logs: string | null = null
): Promise<string> {
  const id = randomUUID()
  await connection.execute(
    `INSERT INTO ${connection.table} (id, checksum, migration_name, started_at, logs) VALUES ($1, $2, $3, ${connection.now}, $4)`,
    [id, checksumOf(script), name, logs]
  )
  return id
}

/** Records that a migration begins to be undone in steps. */
export async function recordUndoing(
  connection: MigrationConnection,
  id: string,
  logs: string
): Promise<void> {
  await connection.execute(
    `UPDATE ${connection.table} SET finished_at = NULL, applied_steps_count = 0, logs = $1 WHERE id = $2`,
    [logs, id]
  )
}

export async function recordSteps(connection: MigrationConnection, id: string, steps: number): Promise<void> {
  await connection.execute(`UPDATE ${connection.table} SET applied_steps_count = $1 WHERE id = $2`, [
    steps,
    id
  ])
}

export async function recordLogs(connection: MigrationConnection, id: string, logs: string): Promise<void> {
  await connection.execute(`UPDATE ${connection.table} SET logs = $1 WHERE id = $2`, [logs, id])
}

export async function recordEnd(connection: MigrationConnection, id: string, steps: number): Promise<void> {
  await connection.execute(
    `UPDATE ${connection.table} SET finished_at = ${connection.now}, logs = NULL, applied_steps_count = $1 WHERE id = $2`,
    [steps, id]
  )
}

/** Records that a migration is no longer applied; Prisma then takes it for pending. */
export async function recordUndone(connection: MigrationConnection, name: string): Promise<void> {
  await connection.execute(
    `UPDATE ${connection.table} SET rolled_back_at = ${connection.now} WHERE migration_name = $1 AND rolled_back_at IS NULL`,
    [name]
  )
}
