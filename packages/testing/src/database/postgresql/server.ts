import { isMysqlUrl } from '@larder/mysql'
import { openPostgres } from '@larder/postgres'
import pg from 'pg'
import { LEFTOVERS } from './leftovers.js'

/** The server that tests make their databases on. */
export interface Server {
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>
  /** Runs `work` while no other process holds the lock named by `key`. */
  locked<Result>(key: string, work: () => Promise<Result>): Promise<Result>
  /** The connection string of one of its databases. */
  urlOf(database: string): string
}

/** Connects once for the whole process; the connection lets the process end. */
export function connectServer(): Promise<Server> {
  server ??= connect()
  return server
}

let server: Promise<Server> | undefined

async function connect(): Promise<Server> {
  const { DATABASE_URL = '' } = process.env
  const given = isMysqlUrl(DATABASE_URL) ? undefined : DATABASE_URL
  const { url } = await openPostgres({ url: given, leftovers: LEFTOVERS })
  const pool = new pg.Pool({ connectionString: url, max: 4, allowExitOnIdle: true })
  pool.on('error', () => {})
  // The pool does not listen to a connection while it is in use, and one that breaks then would end the process.
  pool.on('connect', (client) => client.on('error', () => {}))
  return {
    query: (sql) => pool.query(sql),
    async locked(key, work) {
      const client = await pool.connect()
      try {
        await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key])
        const result = await work()
        await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key])
        client.release()
        return result
      } catch (error) {
        // The lock goes with the connection, which may be broken.
        client.release(true)
        throw error
      }
    },
    urlOf(database) {
      const named = new URL(url)
      named.pathname = `/${database}`
      return named.href
    }
  }
}
