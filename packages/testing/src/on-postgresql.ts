import { isMysqlUrl } from '@larder/mysql'

/**
 * Whether the tests run on PostgreSQL, by `DATABASE_URL`. A test of what MySQL does not have is made there only:
 *
 * ```ts
 * // MySQL has no UNLOGGED tables.
 * if (onPostgresql) test('counters survive no crash', async (t) => { … })
 * ```
 */
export const onPostgresql = !isMysqlUrl(process.env.DATABASE_URL ?? '')
