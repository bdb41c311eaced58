import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { type DatabaseUrl, withDatabase } from './database-url.js'

/** Connects and disconnects. @throws the error of pg; explainConnection makes it one of Prisma's */
export async function connectToDatabase(url: DatabaseUrl): Promise<void> {
  await withClient(url, async () => {})
}

/** Opens a connection, which the caller ends. */
export async function openClient(url: DatabaseUrl): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url.href,
    connectionTimeoutMillis: url.connectTimeout * 1000,
    keepAlive: true
  })
  // Without a listener the end of the server would end this process.
  client.on('error', () => {})
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end()
    throw error
  }
}

/** Creates a database and the schema of its URL, unless they exist. */
export async function createDatabase(url: DatabaseUrl): Promise<void> {
  await withMaintenanceClient(url, (client) =>
    client.query(`CREATE DATABASE ${pg.escapeIdentifier(url.database)}`).catch(acceptExisting)
  )
  if (url.schema === 'public') return
  await withClient(url, (client) => client.query(createSchema(url.schema)).catch(acceptExisting))
}

function acceptExisting(error: unknown): void {
  if (!EXISTS.has(codeOf(error))) throw error
}

/** Drops a database if there is one, and ends the connections to it. */
export async function dropDatabase(url: DatabaseUrl): Promise<void> {
  await withMaintenanceClient(url, (client) =>
    client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(url.database)} WITH (FORCE)`)
  )
}

/** Drops all schemas of a database that the role of the URL owns. */
export async function emptyDatabase(url: DatabaseUrl): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(OWN_SCHEMAS)
    for (const { name } of rows) await client.query(`DROP SCHEMA ${pg.escapeIdentifier(name)} CASCADE`)
    await client.query(createSchema(url.schema))
  })
}

/**
 * Whether two URLs lead to one database, by whatever names and roles. PostgreSQL keeps the advisory
 * locks of each database apart: a lock taken by one URL blocks the other only in the same database.
 */
export async function isSameDatabase(one: DatabaseUrl, other: DatabaseUrl): Promise<boolean> {
  const key = [randomUUID()]
  return withClient(one, async (holder) => {
    // A pooler in between keeps a transaction on one connection.
    await holder.query('BEGIN')
    await holder.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', key)
    return withClient(other, async (client) => {
      const { rows } = await client.query<{ free: boolean }>(TRY_LOCK, key)
      return rows[0]?.free !== true
    })
  })
}

const TRY_LOCK = 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free'

const EXISTS = new Set<unknown>([
  '42P04', // duplicate_database
  '23505' // the same, when both were made at the same moment, and for a schema
])

const OWN_SCHEMAS = `
  SELECT nspname AS name FROM pg_namespace
  WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND pg_has_role(nspowner, 'USAGE')`

function createSchema(name: string): string {
  return `CREATE SCHEMA IF NOT EXISTS ${pg.escapeIdentifier(name)}`
}

/**
 * Creating or dropping a database needs another one. Every server has at least one of these two.
 */
async function withMaintenanceClient<T>(
  url: DatabaseUrl,
  work: (client: pg.Client) => Promise<T>
): Promise<T> {
  try {
    return await withClient(withDatabase(url, 'postgres'), work)
  } catch (error) {
    if (codeOf(error) !== NO_DATABASE) throw error
    return await withClient(withDatabase(url, 'template1'), work)
  }
}

async function withClient<T>(url: DatabaseUrl, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await openClient(url)
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const NO_DATABASE = '3D000'

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
