import { randomUUID } from 'node:crypto'
import type { Connection } from 'mariadb'
import { checksumOf } from '../../../migrations/checksum.js'
import { selectMysqlRows } from '../../databases.js'
import { errnoOf } from '../../explain-failure.js'
import { CREATE_MYSQL_MIGRATIONS } from '../../migrations-table.js'
import type { Migration } from '../read-params.js'

/** A migration that was begun, and not rolled back since. */
export interface MigrationRecord {
  readonly id: string
  readonly name: string
  readonly checksum: string
  readonly isFinished: boolean
  readonly startedAt: string
  /** How many of its statements are done. */
  readonly steps: number
  readonly logs: string
}

/** The records, the oldest first; undefined where there is no table of them. */
export async function readRecords(connection: Connection): Promise<MigrationRecord[] | undefined> {
  try {
    const rows = await selectMysqlRows(connection, SELECT)
    return rows.map(([id, name, checksum, isFinished, startedAt, steps, logs]) => ({
      id: String(id),
      name: String(name),
      checksum: String(checksum),
      isFinished: Number(isFinished) === 1,
      startedAt: String(startedAt),
      steps: Number(steps),
      logs: String(logs ?? '')
    }))
  } catch (error) {
    if (errnoOf(error) === NO_SUCH_TABLE) return undefined
    throw error
  }
}

const SELECT = `
  SELECT id, migration_name, checksum, finished_at IS NOT NULL,
    DATE_FORMAT(started_at, '%Y-%m-%d %H:%i:%s UTC'), applied_steps_count, logs
  FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`
const NO_SUCH_TABLE = 1146

export async function createRecords(connection: Connection): Promise<void> {
  await connection.query(CREATE_MYSQL_MIGRATIONS)
}

/** Records that a migration begins. @returns the record's id */
export async function recordStart(
  connection: Connection,
  { name, script }: Migration,
  logs: string | null
): Promise<string> {
  const id = randomUUID()
  await connection.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, logs)
     VALUES (?, ?, ?, UTC_TIMESTAMP(3), ?)`,
    [id, checksumOf(script), name, logs]
  )
  return id
}

export async function recordSteps(connection: Connection, id: string, steps: number): Promise<void> {
  await connection.query('UPDATE _prisma_migrations SET applied_steps_count = ? WHERE id = ?', [steps, id])
}

export async function recordFailure(connection: Connection, id: string, logs: string): Promise<void> {
  await connection.query('UPDATE _prisma_migrations SET logs = ? WHERE id = ?', [logs, id])
}

export async function recordEnd(connection: Connection, id: string): Promise<void> {
  await connection.query(
    'UPDATE _prisma_migrations SET finished_at = UTC_TIMESTAMP(3), logs = NULL WHERE id = ?',
    [id]
  )
}

/** Records that a migration counts as not applied. */
export async function recordRolledBack(connection: Connection, id: string): Promise<void> {
  await connection.query('UPDATE _prisma_migrations SET rolled_back_at = UTC_TIMESTAMP(3) WHERE id = ?', [id])
}
