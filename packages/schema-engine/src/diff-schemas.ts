import { isMysqlUrl } from '@larder/mysql'
import {
  type Comparison,
  compareSchemas,
  type DiffOptions,
  openDiff,
  type SchemaDiff
} from './engine/diff.js'
import { MysqlEngine } from './mysql/engine/engine.js'
import { diff } from './mysql/engine/mysql-calls.js'

/**
 * Compares two schemas, as `prisma migrate diff` does, but for PostgreSQL's extensions.
 *
 * @throws errors with Prisma's codes: P1001 when the server cannot be reached, P3006 when a migration cannot be replayed, …
 */
export function diffSchemas(options: DiffOptions): Promise<SchemaDiff> {
  return compareSchemas(options, isMysqlUrl(options.url) ? openMysqlDiff : openDiff)
}

async function openMysqlDiff(url: string, shadowUrl: string | undefined): Promise<Comparison> {
  const engine = new MysqlEngine(url, shadowUrl)
  return { diff: (params) => diff(engine, { ...params }), close: () => engine.shadows.drop() }
}
