import { createClient } from '@larder/database'
import { openPostgres } from '@larder/database/embedded'
import { pendingMigrations, shippedMigrations, upgrade } from '@larder/database/migrations'

export interface OpenDatabase {
  url: string
  /** Gives the embedded PostgreSQL back; whoever does so last stops it. */
  release(): Promise<void>
}

/**
 * The database at `given`, else the embedded PostgreSQL, with all the migrations that this gateway was built for. The
 * embedded one gets those it lacks, another only if it is to be migrated.
 *
 * @throws with one line for people where it cannot be used; nothing is left open then
 */
export async function openDatabase(given: string | undefined, migrate: boolean): Promise<OpenDatabase> {
  const database = await openPostgres({ url: given, onProgress: console.error })
  const { url, embedded } = database
  try {
    if (migrate || embedded) await upgrade({ url, migrations: shippedMigrations, onProgress: console.error })
    else await checkMigrations(url)
    return database
  } catch (error) {
    await database.release()
    throw error
  }
}

async function checkMigrations(url: string): Promise<void> {
  const pending = await findPending(url)
  if (pending.length === 0) return
  throw new Error(
    `The database ${withoutPassword(url)} lacks ${pending.join(', ')}. Run "npx larder-db upgrade", or start with --migrate.`
  )
}

async function findPending(url: string): Promise<string[]> {
  const db = createClient(url, { poolSize: 1 })
  try {
    return await pendingMigrations(db)
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : error
    throw new Error(
      `The database ${withoutPassword(url)} cannot be used (${reason}). Check DATABASE_URL, or unset it to use the embedded PostgreSQL.`
    )
  } finally {
    await db.$disconnect()
  }
}

function withoutPassword(url: string): string {
  return url.replace(/^[a-z]+:\/\/([^@/]*@)?/, '').replace(/\?.*$/, '')
}
