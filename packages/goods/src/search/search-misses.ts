import { setImmediate as nextTurn } from 'node:timers/promises'
import { everyHour } from '@larder/blueprint'
import { createMissing, type Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'

/** What a list is asked for: the words, and what narrows it. */
interface SearchQuery {
  q?: string
  [field: string]: unknown
}

/**
 * Counts by day what visitors searched for and no good has, without saying who they were. It is
 * written after the reply, so no visitor waits for it, and kept for 90 days.
 */
export function recordMisses(app: FastifyInstance): { add(query: SearchQuery): void } {
  const waiting = new Map<string, number>()
  let writing: Promise<void> | undefined
  app.addHook('onClose', () => writing)
  everyHour(app, () => forgetMisses(app.db, new Date()), 'Old searches were not deleted.')
  return {
    add({ q = '', sort: _sort, page: _page, ...filters }) {
      // A filter may have left out what there is.
      const words = Object.values(filters).some(Boolean) ? undefined : wordsOf(q)
      if (words === undefined || (waiting.size >= MOST_WAITING && !waiting.has(words))) return
      waiting.set(words, (waiting.get(words) ?? 0) + 1)
      writing ??= write()
    }
  }

  async function write(): Promise<void> {
    try {
      await nextTurn()
      while (waiting.size > 0) {
        const misses = [...waiting]
        waiting.clear()
        await writeMisses(app.db, misses, new Date())
      }
    } catch (error) {
      app.log.warn(error, 'Searches without hits were not counted.')
    } finally {
      writing = undefined
    }
  }
}

/** What was searched for in vain on the most occasions, since so many days. */
export async function listMisses(
  db: Database,
  { days, limit, now }: { days: number; limit: number; now: Date }
): Promise<{ query: string; searches: number }[]> {
  const groups = await db.searchMiss.groupBy({
    by: ['query'],
    where: { day: { gt: daysBefore(now, days) } },
    _sum: { searches: true },
    orderBy: [{ _sum: { searches: 'desc' } }, { query: 'asc' }],
    take: limit
  })
  return groups.map(({ query, _sum }) => ({ query, searches: _sum.searches ?? 0 }))
}

/** One statement for what is known, so that two workers count both. New words are few: a day has so many rows at most. */
async function writeMisses(
  db: Database,
  misses: readonly (readonly [query: string, searches: number])[],
  now: Date
): Promise<void> {
  const day = daysBefore(now, 0)
  const count = async (query: string, searches: number) => {
    const data = { searches: { increment: searches } }
    return (await db.searchMiss.updateMany({ where: { day, query }, data })).count > 0
  }
  for (const [query, searches] of misses) {
    if (await count(query, searches)) continue
    if ((await db.searchMiss.count({ where: { day } })) >= MOST_A_DAY) continue
    // Another worker may have written it meanwhile.
    if ((await createMissing(db, db.searchMiss, [{ day, query, searches }])) === 0)
      await count(query, searches)
  }
}

async function forgetMisses(db: Database, now: Date): Promise<void> {
  await db.searchMiss.deleteMany({ where: { day: { lt: daysBefore(now, KEPT_DAYS) } } })
}

/** In small letters with single spaces; undefined of what no customer types: too long, an address, markup. */
function wordsOf(query: string): string | undefined {
  const words = query.normalize('NFC').toLowerCase().trim().replace(/\s+/g, ' ')
  return words.length >= 2 && words.length <= LONGEST && TYPED.test(words) ? words : undefined
}

function daysBefore(now: Date, days: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - days))
}

const TYPED = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,’'&%+-]*$/u
const LONGEST = 60
const MOST_WAITING = 100
const MOST_A_DAY = 1_000
const KEPT_DAYS = 90
