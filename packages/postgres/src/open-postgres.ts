import { type AcquireOptions, acquirePostgres } from './lease/acquire-postgres.js'
import { projectFolder } from './project-folder.js'

/** A PostgreSQL to work on, somebody's own or the embedded one. */
export interface Postgres {
  /** The database's connection string. */
  url: string
  /** Whether it is the embedded one. */
  embedded: boolean
  /** Gives the embedded PostgreSQL back, see {@link Lease.release}; does nothing for another. */
  release(): Promise<void>
}

export interface OpenOptions extends Partial<AcquireOptions> {
  /** The connection string of a server of one's own, as `DATABASE_URL` has it; undefined or empty for the embedded one. */
  url?: string | undefined
}

/**
 * The database of `url`, else the checkout's embedded PostgreSQL. A given URL is passed on as it is: nothing connects to
 * it here.
 *
 * @param options.folder the checkout's root, by default the nearest folder above that holds `prisma/migrations`
 * @throws what {@link acquirePostgres} throws; an error where there is no such folder
 */
export async function openPostgres({ url, folder, ...options }: OpenOptions = {}): Promise<Postgres> {
  if (url) return { url, embedded: false, release: async () => {} }
  const lease = await acquirePostgres({ folder: folder ?? projectFolder(), ...options })
  return { ...lease, embedded: true }
}
