import { createMissing, type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/**
 * Says that somebody needs a file, which keeps it. In the transaction that writes down its name.
 *
 * @param owner `good:17`: who it is, at most 64 characters
 * @returns `unknown` where there is no such file, or no more
 */
export async function useFile(
  tx: Database,
  name: string,
  owner: string
): Promise<{ outcome: 'used' | 'unknown' }> {
  if (!(await lockFile(tx, name))) return { outcome: 'unknown' }
  await createMissing(tx, tx.fileUse, [{ name, owner }])
  return { outcome: 'used' }
}

/** As `useFile`, for many files, all of which are there: else the transaction fails. */
export async function useFiles(
  tx: Database,
  uses: readonly { name: string; owner: string }[]
): Promise<void> {
  await createMissing(tx, tx.fileUse, uses)
}

/** Says that somebody does not need a file any more. Where no other does, it goes after a day. */
export async function releaseFile(tx: Database, name: string, owner: string): Promise<void> {
  if (!(await lockFile(tx, name))) return
  const { count } = await tx.fileUse.deleteMany({ where: { name, owner } })
  if (count > 0) await tx.file.update({ where: { name }, data: { usedAt: new Date() } })
}

/** Locks the file until the end of the transaction; false where there is none. */
export async function lockFile(tx: Database, name: string): Promise<boolean> {
  const found = await queryRows(tx, LOCK_FILE, [name])
  return found.length > 0
}

const LOCK_FILE = statement(
  Type.Object({ name: Type.String() }),
  'SELECT name FROM files WHERE name = $1 FOR UPDATE'
)
