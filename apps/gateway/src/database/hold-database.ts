import { runInChild } from '@larder/serve'
import type { Config } from '../settings/settings.js'
import { openPostgres } from './optional-packages.js'
import type { DatabaseToPrepare } from './prepare-database.js'

export interface HeldDatabase {
  url: string
  /** Gives the embedded PostgreSQL back; whoever does so last stops it. */
  release(): Promise<void>
}

/**
 * Holds the database that is set, else the embedded one, for as long as the gateway runs. It is prepared in a process of its
 * own, which ends: Prisma and the migrations take 100 MB, and the master lives long.
 *
 * @throws with one line for people where the database cannot be used; nothing is left open then
 */
export async function holdDatabase({
  databaseUrl,
  migrate,
  pooler,
  seed
}: Pick<Config, 'databaseUrl' | 'migrate' | 'pooler' | 'seed'>): Promise<HeldDatabase> {
  const database = await openPostgres(databaseUrl, console.error)
  try {
    const { url, embedded } = database
    const task: DatabaseToPrepare = {
      url,
      pooler,
      migrate: migrate || embedded,
      ...(embedded && seed && { seed })
    }
    await runInChild(PREPARE, task)
    return database
  } catch (error) {
    await database.release()
    throw error
  }
}

const PREPARE = new URL('../processes/prepare-database.js', import.meta.url)
