import { fileURLToPath } from 'node:url'
import { listMigrations } from '@larder/schema-engine'
import { Type } from 'typebox'
import type { PrismaClient } from '../client.js'
import { queryRows, statement } from '../query-rows.js'

/** The migrations that this version of Larder was built with: their folder. */
export const shippedMigrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url))

/**
 * Those migrations that this version of Larder was built with and the database does not have. What else it has was made by a
 * newer version, whose migrations an older one has to live with while they are deployed.
 */
export async function pendingMigrations(db: PrismaClient): Promise<string[]> {
  shipped ??= listMigrations(shippedMigrations)
  const applied = await appliedMigrations(db)
  return shipped.filter((name) => !applied.has(name))
}

let shipped: string[] | undefined

async function appliedMigrations(db: PrismaClient): Promise<Set<string>> {
  try {
    const rows = await queryRows(db, FIND_APPLIED)
    return new Set(rows.map(({ name }) => name))
  } catch (error) {
    if (isNoTable(error)) return new Set()
    throw error
  }
}

const FIND_APPLIED = statement(
  Type.Object({ name: Type.String() }),
  'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL'
)

/** PostgreSQL's undefined_table. */
function isNoTable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '42P01'
}
