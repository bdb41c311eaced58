import { listCategories } from '@larder/goods'
import type { FastifyInstance } from 'fastify'

type Categories = Awaited<ReturnType<typeof listCategories>>

/**
 * The categories for the header of every page, which asks the database for nothing: as they were a few
 * seconds ago. Only the first page waits for them. It never fails.
 */
export function rememberCategories(app: FastifyInstance): () => Categories | Promise<Categories> {
  let known: Categories | undefined
  let readAt = 0
  let reading: Promise<Categories> | undefined
  return () => {
    if (!reading && Date.now() - readAt >= FRESH) reading = read()
    return known ?? reading ?? []
  }

  async function read(): Promise<Categories> {
    try {
      known = await listCategories(app.db)
    } catch (error) {
      app.log.warn(error, 'The header keeps the categories it has.')
    }
    readAt = Date.now()
    reading = undefined
    return known ?? []
  }
}

/** Milliseconds. */
const FRESH = 5_000
