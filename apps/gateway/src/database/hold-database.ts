import { fork } from 'node:child_process'
import { openPostgres } from '@larder/postgres'
import { GATEWAY_ERR_ENDED } from '../errors.js'
import { unwatchedEnvironment } from '../node-watch.js'
import type { DatabaseSettings, OpenDatabase } from './open-database.js'

/** Has the process that prepares the database migrate also one that is not embedded. */
export const MIGRATE = '--migrate'
/** Tells it that a pooler stands before the database. */
export const POOLER = '--pooler'

/** What the process that prepares the database has to say, if it fails. */
export interface Complaint {
  reason: string
}

/**
 * Holds the database for as long as the gateway runs. It is prepared in a process of its own, which ends: Prisma and the
 * migrations take 100 MB, and the master lives long.
 *
 * @throws with one line for people where the database cannot be used; nothing is left open then
 */
export async function holdDatabase(
  given: string | undefined,
  settings: DatabaseSettings
): Promise<OpenDatabase> {
  const database = await openPostgres({ url: given, onProgress: console.error })
  try {
    await prepareDatabase(settings)
    return database
  } catch (error) {
    await database.release()
    throw error
  }
}

async function prepareDatabase({ migrate, pooler }: DatabaseSettings): Promise<void> {
  const args = [migrate ? MIGRATE : [], pooler ? POOLER : []].flat()
  const child = fork(new URL('../processes/prepare-database.js', import.meta.url), args, {
    env: unwatchedEnvironment()
  })
  let complaint: string | undefined
  child.on('message', ({ reason }: Complaint) => {
    complaint = reason
  })
  const end = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  if (complaint) throw new Error(complaint)
  if (end !== 0) throw new GATEWAY_ERR_ENDED(`preparing the database: ${end}`)
}
