import { setTimeout as delay } from 'node:timers/promises'
import { listCategories } from '@larder/goods'
import type { FastifyInstance } from 'fastify'

type Categories = Awaited<ReturnType<typeof listCategories>>

interface Remembered {
  known?: Categories
  /** By the clock, in milliseconds. */
  readAt: number
  reading?: Promise<Categories> | undefined
}

/**
 * The categories for the header of every page, which asks the database for nothing: as they were a few
 * seconds ago. Only the first page of a language waits for them, a moment. It never fails.
 *
 * @param now a clock that does not go back, in milliseconds
 */
export function rememberCategories(app: FastifyInstance, now = () => performance.now()) {
  const languages = new Map<string, Remembered>()
  return (language: string): Categories | Promise<Categories> => {
    const remembered = languages.get(language) ?? { readAt: Number.NEGATIVE_INFINITY }
    languages.set(language, remembered)
    if (!remembered.reading && now() - remembered.readAt >= FRESH)
      remembered.reading = read(remembered, language)
    if (remembered.known || !remembered.reading) return remembered.known ?? []
    return Promise.race([remembered.reading, delay(PATIENCE, [], { ref: false })])
  }

  async function read(remembered: Remembered, language: string): Promise<Categories> {
    try {
      remembered.known = await listCategories(app.db, language)
    } catch (error) {
      app.log.warn(error, 'The header keeps the categories it has.')
    }
    remembered.readAt = now()
    remembered.reading = undefined
    return remembered.known ?? []
  }
}

/** Milliseconds. */
const FRESH = 5_000
/** The page that says that the database is away must not wait for it once more. */
const PATIENCE = 250
