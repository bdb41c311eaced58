import { type AcquireOptions, acquirePostgres } from './lease/acquire-postgres.js'
import { projectFolder } from './project-folder.js'

/** The PostgreSQL to work on, a given one or the embedded one. */
export interface Postgres {
  /** The database's connection string. */
  url: string
  embedded: boolean
  /**
   * Releases the lease of the embedded PostgreSQL, see {@link Lease.release}; else does nothing.
   */
  release(): Promise<void>
}

export interface OpenOptions extends Partial<AcquireOptions> {
  /**
   * The connection string of your own server, as `DATABASE_URL`; undefined or empty for the
   * embedded.
   */
  url?: string | undefined
}

/**
 * The database of `url`, which is passed on without connecting, else the checkout's embedded
 * PostgreSQL.
 *
 * @param options.folder the checkout's root, by default {@link projectFolder}
 * @throws what {@link acquirePostgres} and {@link projectFolder} throw
 */
export async function openPostgres({ url, folder, ...options }: OpenOptions = {}): Promise<Postgres> {
  if (url) return { url, embedded: false, release: async () => {} }
  const lease = await acquirePostgres({ folder: folder ?? projectFolder(), ...options })
  return { ...lease, embedded: true }
}
