import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { PrismaClient } from '../client.js'

/** The migrations that this version of Larder was built with: their folder. */
export const shippedMigrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url))

/**
 * Those migrations that this version of Larder was built with and the database does not have. What else it has was made by a
 * newer version, whose migrations an older one has to live with while they are deployed.
 */
export async function pendingMigrations(db: PrismaClient): Promise<string[]> {
  shipped ??= readdirSync(shippedMigrations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
  const applied = await appliedMigrations(db)
  return shipped.filter((name) => !applied.has(name))
}

let shipped: string[] | undefined

async function appliedMigrations(db: PrismaClient): Promise<Set<string>> {
  try {
    const rows = await db.$queryRaw<{ name: string }[]>`
      SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`
    return new Set(rows.map(({ name }) => name))
  } catch (error) {
    if (isNoTable(error)) return new Set()
    throw error
  }
}

/** PostgreSQL's undefined_table, as Prisma passes it on. */
function isNoTable(error: unknown): boolean {
  return error instanceof Error && /42P01|TableDoesNotExist/.test(JSON.stringify(error))
}
