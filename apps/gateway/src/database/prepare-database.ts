import {
  mysqlNumberOf,
  pendingMigrationsAt,
  postgresCodeOf,
  shippedMigrationsFor,
  sslmodeAdvice
} from '@larder/database'
import {
  GATEWAY_ERR_DATABASE,
  GATEWAY_ERR_MIGRATIONS_PENDING,
  GATEWAY_ERR_NO_DATABASE,
  GATEWAY_ERR_SEED
} from '../errors.js'
import { importFile } from '../project-files.js'
import { importMigrations } from './optional-packages.js'

export type DatabaseToPrepare = {
  url: string
  /** Whether a pooler stands before it. */
  pooler: boolean
  /** Whether it gets the migrations that it lacks; else it has to have them. */
  migrate: boolean
  /** The folder of the migrations of a shop of one's own. */
  migrations?: string | undefined
  /** The module that fills it once it is migrated. */
  seed?: string | undefined
}

/**
 * Sees to it that a database has all the migrations that this gateway was built for.
 *
 * @throws with one line for people where it cannot be used
 */
export async function prepareDatabase(database: DatabaseToPrepare): Promise<void> {
  const { url, pooler, migrate, migrations, seed } = database
  const advice = sslmodeAdvice(url)
  if (advice) console.error(advice)
  if (migrate) {
    const { upgrade } = await importMigrations()
    await upgrade({ url, migrations: migrations ?? shippedMigrationsFor(url), onProgress: console.error })
    if (seed) await seedDatabase(url, seed)
    return
  }
  const pending = await findPending(url, pooler, migrations)
  if (pending.length > 0) throw new GATEWAY_ERR_MIGRATIONS_PENDING(withoutPassword(url), pending.join(', '))
}

async function seedDatabase(url: string, file: string): Promise<void> {
  const seed = await importFile(file)
  if (typeof seed.default !== 'function') throw new GATEWAY_ERR_SEED(file)
  await seed.default(url)
}

async function findPending(url: string, pooler: boolean, migrations?: string): Promise<string[]> {
  try {
    return await pendingMigrationsAt(url, { pooler }, migrations)
  } catch (error) {
    if (postgresCodeOf(error) === NO_DATABASE || mysqlNumberOf(error) === ER_BAD_DB_ERROR)
      throw new GATEWAY_ERR_NO_DATABASE(withoutPassword(url))
    throw new GATEWAY_ERR_DATABASE(withoutPassword(url), describeFailure(error))
  }
}

/** PostgreSQL's invalid_catalog_name. */
const NO_DATABASE = '3D000'
/** MySQL's number of the same. */
const ER_BAD_DB_ERROR = 1049

/** The line that matters. MySQL's pool only says that it waited in vain; its driver adds numbers, and the pool's state. */
function describeFailure(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error.cause instanceof Error) return describeFailure(error.cause)
  const lines = error.message.replace(/\n\s*\(pool connections: .*\)$/, '').trim()
  return lines
    .split('\n')
    .at(-1)
    ?.replace(/^\(conn:[^)]*\) /, '')
}

function withoutPassword(url: string): string {
  return url.replace(/^[a-z]+:\/\/([^@/]*@)?/, '').replace(/\?.*$/, '')
}
