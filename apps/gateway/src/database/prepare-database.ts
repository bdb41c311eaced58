import path from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  createClient,
  pendingMigrations,
  postgresCodeOf,
  shippedMigrationsFor,
  sslmodeAdvice
} from '@larder/database'
import { type Static, Type } from 'typebox'
import {
  GATEWAY_ERR_DATABASE,
  GATEWAY_ERR_MIGRATIONS_PENDING,
  GATEWAY_ERR_NO_DATABASE,
  GATEWAY_ERR_SEED
} from '../errors.js'
import { importMigrations } from './optional-packages.js'

export type DatabaseToPrepare = Static<typeof DatabaseToPrepare>
export const DatabaseToPrepare = Type.Object({
  url: Type.String(),
  /** Whether a pooler stands before it. */
  pooler: Type.Boolean(),
  /** Whether it gets the migrations that it lacks; else it has to have them. */
  migrate: Type.Boolean(),
  /** The module that fills it once it is migrated. */
  seed: Type.Optional(Type.String())
})

/**
 * Sees to it that a database has all the migrations that this gateway was built for.
 *
 * @throws with one line for people where it cannot be used
 */
export async function prepareDatabase({ url, pooler, migrate, seed }: DatabaseToPrepare): Promise<void> {
  const advice = sslmodeAdvice(url)
  if (advice) console.error(advice)
  if (migrate) {
    const { upgrade } = await importMigrations()
    await upgrade({ url, migrations: shippedMigrationsFor(url), onProgress: console.error })
    if (seed) await seedDatabase(url, seed)
    return
  }
  const pending = await findPending(url, pooler)
  if (pending.length > 0) throw new GATEWAY_ERR_MIGRATIONS_PENDING(withoutPassword(url), pending.join(', '))
}

async function seedDatabase(url: string, file: string): Promise<void> {
  const seed: { default?: unknown } = await import(pathToFileURL(path.resolve(file)).href)
  if (typeof seed.default !== 'function') throw new GATEWAY_ERR_SEED(file)
  await seed.default(url)
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
