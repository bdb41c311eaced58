import type { Postgres } from '@larder/postgres'
import { GATEWAY_ERR_NO_EMBEDDED, GATEWAY_ERR_NO_MIGRATE } from '../errors.js'

/**
 * The database at `given`, else the embedded PostgreSQL.
 *
 * @throws GATEWAY_ERR_NO_EMBEDDED where its package is not installed
 */
export async function openPostgres(
  given: string | undefined,
  onProgress: (line: string) => void
): Promise<Postgres> {
  if (given) return { url: given, embedded: false, release: async () => {} }
  const postgres = await import('@larder/postgres').catch((error) => {
    throw isMissing(error, '@larder/postgres') ? new GATEWAY_ERR_NO_EMBEDDED() : error
  })
  return postgres.openPostgres({ onProgress })
}

/** @throws GATEWAY_ERR_NO_MIGRATE where the package that migrates is not installed */
export async function importMigrations() {
  return import('@larder/migrations').catch((error) => {
    throw isMissing(error, '@larder/migrations') ? new GATEWAY_ERR_NO_MIGRATE() : error
  })
}

/** Whether the package itself is missing, and not a file of it. */
function isMissing(error: unknown, name: string): boolean {
  const isModule = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return isModule && error.message.includes(`'${name}'`)
}
