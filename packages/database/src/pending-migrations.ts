import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isMysqlUrl } from '@larder/mysql'
import { Type } from 'typebox'
import type { PrismaClient } from './client.js'
import { mysqlNumberOf, postgresCodeOf } from './driver-errors/database-away.js'
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
export async function pendingMigrations(db: PrismaClient, folder = shippedMigrations): Promise<string[]> {
  const names = known.get(folder) ?? listFolders(folder)
  known.set(folder, names)
  const applied = await appliedMigrations(db)
  return names.filter((name) => !applied.has(ownName(name)))
}

/** By their folder. */
const known = new Map<string, string[]>()

function listFolders(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort()
}

async function appliedMigrations(db: PrismaClient): Promise<Set<string>> {
  try {
    const rows = await queryRows(db, FIND_APPLIED)
    return new Set(rows.map(({ name }) => ownName(name)))
  } catch (error) {
    if (isNoTable(error)) return new Set()
    throw error
  }
}

/** In an app's own history each has a time of its own: 20270105093000_larder_20261223180000_add_reviews. */
function ownName(name: string): string {
  return name.replace(/^\d+_larder_(?=\d)/, '')
}

const FIND_APPLIED = statement(
  Type.Object({ name: Type.String() }),
  'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'
)

/** PostgreSQL's undefined_table, MySQL's ER_NO_SUCH_TABLE. */
function isNoTable(error: unknown): boolean {
  return postgresCodeOf(error) === '42P01' || mysqlNumberOf(error) === 1146
}
