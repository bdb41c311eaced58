import type { LockWait } from '@larder/schema-engine'
import type { Static, TSchema } from 'typebox'

/** What the verbs need of a database to keep the records of its migrations. */
export interface MigrationDatabase {
  /** Prisma's table of migrations, quoted. */
  readonly table: string
  /** The time of now, as SQL. */
  readonly now: string
  /**
   * The rows of a statement, each tested against its schema. `$1`, `$2`, … stand for the values, in
   * this order and each once.
   */
  select<Row extends TSchema>(row: Row, sql: string, values?: unknown[]): Promise<Static<Row>[]>
  /** Runs one statement, with values as {@link select} has them. */
  execute(sql: string, values?: unknown[]): Promise<void>
  /** Whether Prisma's table is there. */
  hasRecords(): Promise<boolean>
  /** Creates Prisma's table, and its schema where the database has schemas. */
  createRecords(): Promise<void>
  /** Names of the first three tables but Prisma's. */
  findTables(): Promise<string[]>
  /** Takes the lock of `prisma migrate deploy`, which ends with the connection. */
  takeLock(wait: LockWait): Promise<void>
  /** Says in one line what the driver's error says; other errors stay as they are. */
  explainFailure(error: unknown): unknown
  close(): Promise<void>
}
