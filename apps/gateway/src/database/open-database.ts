import {
  createClient,
  type PrismaClient,
  pendingMigrations,
  postgresCodeOf,
  shippedMigrations,
  sslmodeAdvice
} from '@larder/database'
import { upgrade } from '@larder/migrations'
import { openPostgres } from '@larder/postgres'
import { GATEWAY_ERR_DATABASE, GATEWAY_ERR_MIGRATIONS_PENDING, GATEWAY_ERR_NO_DATABASE } from '../errors.js'
import type { Config } from '../settings/settings.js'

export interface OpenDatabase {
  url: string
  /** Gives the embedded PostgreSQL back; whoever does so last stops it. */
  release(): Promise<void>
}

export type DatabaseSettings = Pick<Config, 'migrate' | 'pooler'>

/**
 * The database at `given`, else the embedded PostgreSQL, with all the migrations that this gateway was built for. The
 * embedded one gets those it lacks, another only if it is to be migrated.
 *
 * @throws with one line for people where it cannot be used; nothing is left open then
 */
export async function openDatabase(
  given: string | undefined,
  { migrate, pooler }: DatabaseSettings,
  onProgress: (line: string) => void = console.error
): Promise<OpenDatabase> {
  const database = await openPostgres({ url: given, onProgress })
  const { url, embedded } = database
  const advice = sslmodeAdvice(url)
  if (advice) console.error(advice)
  try {
    if (migrate || embedded) await upgrade({ url, migrations: shippedMigrations, onProgress: console.error })
    else await checkMigrations(url, pooler)
    return database
  } catch (error) {
    await database.release()
    throw error
  }
}

/** Works on the database at `given`, else the embedded one, as a command that ends. */
export async function withDatabase<Result>(
  given: string | undefined,
  { pooler }: Pick<Config, 'pooler'>,
  work: (db: PrismaClient) => Promise<Result>
): Promise<Result> {
  const database = await openDatabase(given, { migrate: false, pooler })
  const db = createClient(database.url, { poolSize: 1, pooler })
  try {
    return await work(db)
  } finally {
    await db.$disconnect()
    await database.release()
  }
}

async function checkMigrations(url: string, pooler: boolean): Promise<void> {
  const pending = await findPending(url, pooler)
  if (pending.length > 0) throw new GATEWAY_ERR_MIGRATIONS_PENDING(withoutPassword(url), pending.join(', '))
}

async function findPending(url: string, pooler: boolean): Promise<string[]> {
  const db = createClient(url, { poolSize: 1, pooler })
  try {
    return await pendingMigrations(db)
  } catch (error) {
    if (postgresCodeOf(error) === NO_DATABASE) throw new GATEWAY_ERR_NO_DATABASE(withoutPassword(url))
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : error
    throw new GATEWAY_ERR_DATABASE(withoutPassword(url), reason)
  } finally {
    await db.$disconnect()
  }
}

/** PostgreSQL's invalid_catalog_name. */
const NO_DATABASE = '3D000'

function withoutPassword(url: string): string {
  return url.replace(/^[a-z]+:\/\/([^@/]*@)?/, '').replace(/\?.*$/, '')
}
