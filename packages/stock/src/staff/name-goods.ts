import type { Database } from '@larder/database'

/** The names of the goods of these ids. One that is missing is no good. */
export type NameGoods = (db: Database, ids: readonly number[]) => Promise<Map<number, string>>
