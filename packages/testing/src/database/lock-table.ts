import { isMysqlUrl, parseMysqlUrl } from '@larder/mysql'
import pg from 'pg'

/**
 * Locks a table on a connection of its own: all others who read or write it wait.
 *
 * @returns what unlocks it, and resolves when it is unlocked; a second call does no more
 */
export async function lockTable(url: string, table: string): Promise<() => Promise<void>> {
  const unlock = isMysqlUrl(url) ? await lockOnMysql(url, table) : await lockOnPostgresql(url, table)
  let unlocked: Promise<void> | undefined
  return () => {
    unlocked ??= unlock()
    return unlocked
  }
}

async function lockOnPostgresql(connectionString: string, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString })
  // A failed test drops the database under it.
  client.on('error', () => {})
  await client.connect()
  await client.query(`BEGIN; LOCK TABLE ${table}`)
  return async () => {
    await client.query('COMMIT')
    await client.end()
  }
}

async function lockOnMysql(url: string, table: string): Promise<() => Promise<void>> {
  const { connectMysql } = await import('./mysql/connection.js')
  const connection = await connectMysql(url)
  // MySQL cannot prepare this, as Prisma would.
  await connection.query(`LOCK TABLES ${parseMysqlUrl(url).database}.${table} WRITE`)
  return async () => {
    await connection.query('UNLOCK TABLES')
    await connection.end()
  }
}
