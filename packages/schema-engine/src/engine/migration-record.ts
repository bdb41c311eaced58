import {
  DriverAdapterError,
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlQuery
} from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { wantsNoTransaction } from '../migrations/wants-no-transaction.js'
import { cleanMessage } from './engine-error.js'
import { selectRows } from './rows.js'

/**
 * Keeps the record of a migration true when the process is killed in the middle of it.
 *
 * The engine records in `_prisma_migrations` that it begins, sends the script, and records that it
 * has finished. Killed in between, it leaves a record that says neither, and every deploy stops
 * there. PostgreSQL runs a script in one transaction, so here the record changes within it: a
 * migration marked as begun has committed nothing and can begin again, one that has committed is
 * marked as finished. Only a script that commits in parts can be left without either.
 */
export function keepRecordTrue(adapter: SqlDriverAdapter, schema: string): SqlDriverAdapter {
  const table = tableOf(schema)
  const queryRaw = adapter.queryRaw.bind(adapter)
  const executeScript = adapter.executeScript.bind(adapter)
  let begun: string | undefined

  const apply = async (id: string, script: string) => {
    const commits = `UPDATE ${table} SET logs = NULL WHERE id = ${id} AND logs = ${MARK}`
    const finishes = `UPDATE ${table} SET finished_at = clock_timestamp() WHERE id = ${id}`
    try {
      await executeScript(`${commits};\n${script}\n;${finishes}`)
    } catch (error) {
      const untouched = (await adapter.executeRaw({ sql: commits, args: [], argTypes: [] })) === 1
      if (!untouched) throw sayMore(error, PART)
      if (!wantsNoTransaction(codeOf(error))) throw sayMore(error, NOTHING)
      await executeScript(script).catch((again) => {
        // Several statements are one transaction even without ours.
        throw sayMore(again, codeOf(again) === codeOf(error) ? NOTHING : PART)
      })
    }
  }
  return Object.assign(adapter, {
    queryRaw: async (query: SqlQuery) => {
      if (query.sql === FAIL) return queryRaw({ ...query, args: query.args.map(cleanMessage) })
      if (query.sql !== BEGIN) return queryRaw(query)
      const result = await queryRaw({ ...query, sql: BEGIN_MARKED })
      begun = pg.escapeLiteral(String(query.args[0]))
      return result
    },
    executeScript: async (script: string) => {
      const id = begun
      begun = undefined
      await (id ? apply(id, script) : executeScript(script))
    }
  })
}

/** Whether a migration was begun and not finished: a deploy is at work, or was killed. */
export async function hasUnfinished(adapter: SqlDriverAdapter, schema: string): Promise<boolean> {
  const table = tableOf(schema)
  const [there] = await selectRows(adapter, `SELECT to_regclass(${pg.escapeLiteral(table)}) IS NOT NULL`)
  if (there?.[0] !== true) return false
  return (await selectRows(adapter, `SELECT 1 FROM ${table} WHERE ${UNFINISHED}`)).length > 0
}

/** Marks migrations of killed deploys as rolled back. Only for the holder of the lock. */
export async function giveUpAbandoned(adapter: SqlDriverAdapter, schema: string): Promise<void> {
  // A role that may only read gives up nothing.
  if (!(await hasUnfinished(adapter, schema))) return
  const sql = `UPDATE ${tableOf(schema)} SET rolled_back_at = now() WHERE ${UNFINISHED}`
  await adapter.executeRaw({ sql, args: [], argTypes: [] })
}

function tableOf(schema: string): string {
  return `${pg.escapeIdentifier(schema)}."_prisma_migrations"`
}

/** The engine's statements for the begin and the failure of a migration. */
const BEGIN =
  'INSERT INTO "_prisma_migrations" ("id","checksum","started_at","migration_name") VALUES ($1,$2,$3,$4)'
const FAIL = 'UPDATE "_prisma_migrations" SET "logs" = $1 WHERE "id" = $2'

/** The log of a migration while nothing of it is committed. Prisma shows it to people. */
export const NOTHING_COMMITTED = 'Begun. Nothing of it is committed yet.'
const MARK = pg.escapeLiteral(NOTHING_COMMITTED)
const UNFINISHED = `logs = ${MARK} AND finished_at IS NULL AND rolled_back_at IS NULL`
const BEGIN_MARKED = BEGIN.replace('"migration_name")', '"migration_name","logs")').replace(
  '$4)',
  `$4,${MARK})`
)

function codeOf(error: unknown): string | undefined {
  return isDriverAdapterError(error) ? error.cause.originalCode : undefined
}

const NOTHING = 'Nothing of it was applied.'
const PART = 'A part of it may have been applied, as it is not one transaction: look, and undo that part.'

function sayMore(error: unknown, more: string): unknown {
  if (!isDriverAdapterError(error) || error.cause.kind !== 'postgres') return error
  return new DriverAdapterError({ ...error.cause, message: `${error.cause.message}\n${more}` })
}
