import { openPostgres } from '@larder/database/embedded'
import { fail, root } from './run.mjs'

/** The database that everything here works on: the one of DATABASE_URL, else the embedded PostgreSQL's. */
export async function openDatabase() {
  const onProgress = (message) => console.error(`larder: ${message}`)
  const options = { url: process.env.DATABASE_URL, folder: root, onProgress }
  return openPostgres(options).catch((error) => fail(error.message))
}
