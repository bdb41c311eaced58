import { createClient, projectFolder } from '@larder/database'
import { acquirePostgres } from '@larder/database/embedded'
import { applyMigrations } from '@larder/schema-engine'
import { type Config, checkDatabaseUrl } from './config.js'

export interface OpenDatabase {
  url: string
  /** Gives the embedded PostgreSQL back; whoever does so last stops it. */
  release(): Promise<void>
}

/**
 * The database of `DATABASE_URL`, as it is; or the embedded PostgreSQL, migrated.
 *
 * @throws with one line for people where it cannot be reached
 */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  const given = checkDatabaseUrl(config.databaseUrl)
  if (given) {
    await checkReachable(given)
    return { url: given, release: async () => {} }
  }
  const folder = projectFolder()
  const { url, release } = await acquirePostgres({ folder, onProgress: console.error })
  await applyMigrations({ url, migrations: `${folder}/prisma/migrations` })
  return { url, release }
}

async function checkReachable(url: string): Promise<void> {
  const db = createClient(url, { poolSize: 1 })
  try {
    await db.$queryRaw`SELECT 1`
  } catch (error) {
    const { host, pathname } = new URL(url)
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : error
    throw new Error(
      `The database ${host}${pathname} cannot be used (${reason}). Check DATABASE_URL, or unset it to use the embedded PostgreSQL.`
    )
  } finally {
    await db.$disconnect()
  }
}
