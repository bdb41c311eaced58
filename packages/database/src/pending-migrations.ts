import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMysqlUrl } from '@larder/mysql'
import { type Static, Type } from 'typebox'
import type { PrismaClient } from './client.js'
import type { ClientOptions } from './connections/client-options.js'
import { mysqlNumberOf, postgresCodeOf } from './driver-errors/database-away.js'
import { withConnections } from './make-adapter.js'
import { queryRows } from './query-rows.js'
import { statement } from './statement.js'

/** The folder of the models (`schema/`) and migrations (`migrations/`) that this version ships. */
export const shippedProject = fileURLToPath(new URL('prisma', import.meta.url))

export const shippedMigrations = path.join(shippedProject, 'migrations')

/** The folder with the same migrations for the kind of database that a URL is for. */
export function shippedMigrationsFor(url: string): string {
  return isMysqlUrl(url) ? path.join(shippedProject, 'mysql/migrations') : shippedMigrations
}

/**
 * The migrations that the database does not have. Others that it has come from a newer version, with
 * which an older one has to live during a deploy.
 *
 * @param folder of an app's own history. @default that of the shipped ones
 */
export function pendingMigrations(db: PrismaClient, folder?: string): Promise<string[]> {
  return comparePending(() => queryRows(db, FIND_APPLIED), folder)
}

/**
 * The same of the database at a URL, for a process that asks nothing else: it makes no Prisma client, which would take most of
 * the time.
 *
 * @throws DATABASE_ERR_URL, MYSQL_ERR_URL, and the errors of the driver
 */
export function pendingMigrationsAt(
  url: string,
  options: Pick<ClientOptions, 'pooler'>,
  folder?: string
): Promise<string[]> {
  return withConnections(url, { poolSize: 1, ...options }, ({ ask }) =>
    comparePending(() => ask(FIND_APPLIED, []) as Promise<Applied[]>, folder)
  )
}

async function comparePending(
  findApplied: () => Promise<Applied[]>,
  folder = shippedMigrations
): Promise<string[]> {
  const names = known.get(folder) ?? listFolders(folder)
  known.set(folder, names)
  const applied = new Set((await unlessNoTable(findApplied)).map(({ name }) => ownName(name)))
  return names.filter((name) => !applied.has(ownName(name)))
}

/** By their folder. */
const known = new Map<string, string[]>()

function listFolders(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

async function unlessNoTable(find: () => Promise<Applied[]>): Promise<Applied[]> {
  try {
    return await find()
  } catch (error) {
    if (isNoTable(error)) return []
    throw error
  }
}

/** In an app's own history each has a time of its own: 20270105093000_larder_20261223180000_add_reviews. */
function ownName(name: string): string {
  return name.replace(/^\d+_larder_(?=\d)/, '')
}

type Applied = Static<typeof Applied>
const Applied = Type.Object({ name: Type.String() })

const FIND_APPLIED = statement(
  Applied,
  'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'
)

/** PostgreSQL's undefined_table, MySQL's ER_NO_SUCH_TABLE. */
function isNoTable(error: unknown): boolean {
  return postgresCodeOf(error) === '42P01' || mysqlNumberOf(error) === 1146
}
