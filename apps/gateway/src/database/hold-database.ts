import { runInChild } from '@larder/serve'
import type { Config } from '../settings/settings.js'
import { openPostgres } from './optional-packages.js'
import { migrationsOf } from './own-migrations.js'
import type { DatabaseToPrepare } from './prepare-database.js'
import { openKeyFile } from './secret-key.js'

export interface HeldDatabase {
  url: string
  /** The key that is set, else that of the embedded PostgreSQL. */
  secretKey: string | undefined
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
  app,
  databaseUrl,
  development,
  migrate,
  pooler,
  seed,
  secretKey
}: SetDatabase): Promise<HeldDatabase> {
  const database = await openPostgres(databaseUrl, console.error)
  try {
    const { url, embedded } = database
    const task: DatabaseToPrepare = {
      url,
      pooler,
      migrate: migrate || embedded,
      migrations: migrationsOf(app, url),
      ...(embedded && seed && { seed })
    }
    await runInChild(development ? PREPARE : BUNDLED, task)
    return { ...database, secretKey: secretKey ?? (embedded ? await openOwnKey() : undefined) }
  } catch (error) {
    await database.release()
    throw error
  }
}

async function openOwnKey(): Promise<string> {
  const { projectFolder } = await import('@larder/postgres')
  return openKeyFile(projectFolder())
}

type SetDatabase = Pick<Config, 'app' | 'databaseUrl' | 'migrate' | 'pooler' | 'seed' | 'secretKey'> &
  Partial<Pick<Config, 'development'>>

/** In development the bundle may just be made anew. */
const PREPARE = new URL('../processes/prepare-database.js', import.meta.url)
const BUNDLED = new URL('../bundle/prepare-database.js', import.meta.url)
