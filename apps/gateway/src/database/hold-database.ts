import { fork } from 'node:child_process'
import { unwatchedEnvironment } from '@larder/serve'
import { GATEWAY_ERR_PREPARE } from '../errors.js'
import type { Config } from '../settings/settings.js'
import { openPostgres } from './optional-packages.js'
import type { DatabaseToPrepare } from './prepare-database.js'

export interface HeldDatabase {
  url: string
  /** Gives the embedded PostgreSQL back; whoever does so last stops it. */
  release(): Promise<void>
}

/** What the process that prepares the database has to say, if it fails. */
export interface Complaint {
  reason: string
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
  pooler
}: Pick<Config, 'databaseUrl' | 'migrate' | 'pooler'>): Promise<HeldDatabase> {
  const database = await openPostgres(databaseUrl, console.error)
  try {
    await prepareInChild({ url: database.url, pooler, migrate: migrate || database.embedded })
    return database
  } catch (error) {
    await database.release()
    throw error
  }
}

async function prepareInChild(database: DatabaseToPrepare): Promise<void> {
  const child = fork(new URL('../processes/prepare-database.js', import.meta.url), {
    env: unwatchedEnvironment()
  })
  let complaint: string | undefined
  child.on('message', ({ reason }: Complaint) => {
    complaint = reason
  })
  child.send(database)
  const end = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  if (complaint) throw new Error(complaint)
  if (end !== 0) throw new GATEWAY_ERR_PREPARE(end)
}
