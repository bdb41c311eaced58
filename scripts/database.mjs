import { acquirePostgres } from '@larder/database/embedded'
import { root } from './run.mjs'

/** The database that everything here works on: the one of DATABASE_URL, else the embedded PostgreSQL's. */
export async function openDatabase() {
  const given = process.env.DATABASE_URL
  if (given) return { url: given, embedded: false, release: async () => {} }
  const lease = await acquirePostgres({
    folder: root,
    onProgress: (message) => console.error(`larder: ${message}`)
  })
  return { url: lease.url, embedded: true, release: () => lease.release() }
}
