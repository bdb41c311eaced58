import { createClient, projectFolder } from '@larder/database'
import { openPostgres } from '@larder/database/embedded'
import { applyMigrations } from '@larder/schema-engine'

export interface OpenDatabase {
  url: string
  /** Gives the embedded PostgreSQL back; whoever does so last stops it. */
  release(): Promise<void>
}

/**
 * The database at `given`, as it is; without one the embedded PostgreSQL, migrated.
 *
 * @throws with one line for people where it cannot be used; nothing is left open then
 */
export async function openDatabase(given: string | undefined): Promise<OpenDatabase> {
  const folder = given ? '' : projectFolder()
  const database = await openPostgres({ url: given, folder, onProgress: console.error })
  try {
    if (database.embedded)
      await applyMigrations({ url: database.url, migrations: `${folder}/prisma/migrations` })
    else await checkReachable(database.url)
    return database
  } catch (error) {
    await database.release()
    throw error
  }
}

async function checkReachable(url: string): Promise<void> {
  const db = createClient(url, { poolSize: 1 })
  try {
    await db.$queryRaw`SELECT 1`
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
