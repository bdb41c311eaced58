import { openPostgres } from '@larder/postgres'
import { sslmodeAdvice } from '@larder/schema-engine'
import { fail, root } from './run.mjs'

/** The database that everything here works on: the one of DATABASE_URL, else the embedded PostgreSQL's. */
export async function openDatabase() {
  const onProgress = (message) => console.error(`larder: ${message}`)
  const options = { url: process.env.DATABASE_URL, folder: root, onProgress }
  const postgres = await openPostgres(options).catch((error) => fail(error.message))
  const advice = sslmodeAdvice(postgres.url)
  if (advice) onProgress(advice)
  return postgres
}
