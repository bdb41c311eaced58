import { isMysqlUrl } from '@larder/mysql'

/**
 * Options for a test that keeps to PostgreSQL where its file runs on MySQL too; there it is skipped:
 *
 * ```ts
 * test('counters survive no crash', postgresqlOnly('only PostgreSQL has UNLOGGED tables'), async (t) => { … })
 * ```
 */
export function postgresqlOnly(reason: string): { skip: string | false } {
  return { skip: isMysqlUrl(process.env.DATABASE_URL ?? '') && reason }
}
