import * as postgres from '@larder/postgres'
import { sslmodeAdvice } from '@larder/schema-engine'
import { fail, root } from '../run.mjs'

/** The database that everything here works on: the one of DATABASE_URL, else the embedded PostgreSQL's. */
export async function openPostgres() {
  const onProgress = (message) => console.error(`larder: ${message}`)
  const options = { url: process.env.DATABASE_URL, folder: root, onProgress }
  const opened = await postgres.openPostgres(options).catch((error) => fail(error.message))
  const advice = sslmodeAdvice(opened.url)
  if (advice) onProgress(advice)
  return opened
}
