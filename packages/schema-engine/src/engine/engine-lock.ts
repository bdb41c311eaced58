import type { SelectRows } from '../database/select-rows.js'
import { P1002, SCHEMA_ENGINE_ERR_USAGE } from '../errors.js'
import { takeMigrationLock } from '../migrations/migration-lock.js'

/**
 * Takes the lock in the engine's place. It would wait ten seconds; this waits for as long as
 * SCHEMA_ENGINE_LOCK_TIMEOUT says, in seconds (default 300). Without effect where PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK is set.
 *
 * @param tell is told of the wait
 * @returns whether it has the lock
 * @throws P1002 that names the holder
 */
export async function takeEngineLock(
  select: SelectRows,
  url: string,
  tell: (message: string) => void
): Promise<boolean> {
  if (!isLocking()) return false
  const limit = readLimit()
  await takeMigrationLock(select, url, {
    limit,
    onWait: (holder) => tell(`Waiting for ${holder}, which migrates this database…`),
    onLate: (holder) => new P1002(limit, holder)
  })
  return true
}

/** Not where PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK is set. */
export function isLocking(): boolean {
  return !process.env.PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK
}

function readLimit(): number {
  const value = process.env.SCHEMA_ENGINE_LOCK_TIMEOUT || '300'
  if (/^\d+$/.test(value)) return Number(value)
  throw new SCHEMA_ENGINE_ERR_USAGE(
    `SCHEMA_ENGINE_LOCK_TIMEOUT is "${value}". It should be a number of seconds.`
  )
}
