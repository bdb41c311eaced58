import { setTimeout as delay } from 'node:timers/promises'
import { listRoutes } from '@larder/blueprint'
import { openConnections } from '@larder/database'
import type { FastifyInstance } from 'fastify'

/**
 * Does before the first visit what it would have to wait for: opens connections to the database, and has each page made
 * once that all visitors share and that needs no more than its address, which compiles its code, plans its queries and
 * prepares its statements. An app whose database is away is not made warm, and serves as it can.
 *
 * @param awaits told what is being waited for, for people
 */
export async function warmUp(app: FastifyInstance, awaits: (what: string) => void): Promise<void> {
  const late = new AbortController()
  try {
    awaits('connections to the database')
    await openConnections(app.db, CONNECTIONS, PATIENCE)
    awaits('its pages')
    // A page may wait for a lock, which is none of this worker's business.
    await Promise.race([makePages(app, late.signal), delay(PATIENCE, undefined, { signal: late.signal })])
  } catch (error) {
    app.log.warn(error, 'It serves without connections to the database')
  } finally {
    late.abort()
  }
}

async function makePages(app: FastifyInstance, late: AbortSignal): Promise<void> {
  for (const url of pagesOf(app)) {
    if (late.aborted) return
    await app.inject({ url, headers: { accept: 'text/html' } })
  }
}

function pagesOf(app: FastifyInstance): string[] {
  return listRoutes(app)
    .filter(({ method, url, config }) => method === 'GET' && config.shared && !/[:*]/.test(url))
    .map(({ url }) => url)
}

/** Of each worker. The pool grows as it is needed; this many have no visitor wait. */
const CONNECTIONS = 4
/** Milliseconds for each of the two. */
const PATIENCE = 10_000
