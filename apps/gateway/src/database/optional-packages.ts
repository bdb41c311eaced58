import type { Postgres } from '@larder/postgres'
import type { Tracing } from '@larder/tracing'
import { GATEWAY_ERR_NO_EMBEDDED, GATEWAY_ERR_NO_MIGRATE, GATEWAY_ERR_NO_TRACING } from '../errors.js'

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

/**
 * What traces this process, where `OTEL_EXPORTER_OTLP_ENDPOINT` says to. Otherwise nothing of OpenTelemetry is loaded.
 *
 * @throws GATEWAY_ERR_NO_TRACING where the package that traces is not installed
 */
export async function openTracing(version: string): Promise<Tracing | undefined> {
  if (!process.env.OTEL_EXPORTER_OTLP_ENDPOINT) return undefined
  const tracing = await import('@larder/tracing').catch((error) => {
    throw isMissing(error, '@larder/tracing') ? new GATEWAY_ERR_NO_TRACING() : error
  })
  return tracing.openTracing({ name: 'larder', version })
}

/** Whether the package itself is missing, and not a file of it. */
function isMissing(error: unknown, name: string): boolean {
  const isModule = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
  return isModule && error.message.includes(`'${name}'`)
}
