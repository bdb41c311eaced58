import { type Database, inTransaction, type PrismaClient, queryRows, statement } from '@larder/database'
import { enqueue, type TaskKind } from '@larder/tasks'
import { Type } from 'typebox'
import { lockFile } from './file-uses.js'
import type { ContentStore } from './stores/content-store.js'

export interface DeleteOutcome {
  outcome: 'deleted' | 'in-use' | 'unknown'
}

interface DeleteOptions {
  /** The task of {@link removeContent}. */
  removal: TaskKind<{ keys: string[] }>
  /** Files that were needed since then stay. */
  unusedSince?: Date
}

/** See `delete` of `app.files`. */
export function deleteFile(db: PrismaClient, name: string, options: DeleteOptions): Promise<DeleteOutcome> {
  return inTransaction(db, (tx) => deleteLocked(tx, name, options))
}

/** Removes content that no file has, from where it is kept outside of the database. */
export async function removeContent(db: Database, store: ContentStore, keys: string[]): Promise<void> {
  const names = keys.map((key) => key.slice(0, key.lastIndexOf('.')))
  const kept = await db.file.findMany({ where: { name: { in: names } }, select: { key: true } })
  for (const key of keys) if (!kept.some((file) => file.key === key)) await store.remove(key)
}

/** Deletes what nobody uses, and nobody has needed since then. */
export async function deleteUnusedFiles(
  db: PrismaClient,
  unusedSince: Date,
  { removal, signal }: Pick<DeleteOptions, 'removal'> & { signal?: AbortSignal }
): Promise<void> {
  for (let after = ''; ; ) {
    const unused = await queryRows(db, FIND_UNUSED, [unusedSince, after, AT_ONCE])
    for (const { name } of unused) {
      if (signal?.aborted) return
      await deleteFile(db, name, { removal, unusedSince })
      after = name
    }
    if (unused.length < AT_ONCE) return
  }
}

/** The row's lock keeps those waiting who want to use the file meanwhile. */
async function deleteLocked(
  tx: Database,
  name: string,
  { removal, unusedSince }: DeleteOptions
): Promise<DeleteOutcome> {
  if (!(await lockFile(tx, name))) return { outcome: 'unknown' }
  const needed = [{ uses: { some: {} } }, ...(unusedSince ? [{ usedAt: { gt: unusedSince } }] : [])]
  if ((await tx.file.count({ where: { name, OR: needed } })) > 0) return { outcome: 'in-use' }
  const outside = await tx.file.findMany({
    where: { OR: [{ name }, { madeFrom: name }], key: { not: null } },
    select: { key: true }
  })
  const keys = outside.flatMap(({ key }) => key ?? [])
  await tx.file.delete({ where: { name } })
  if (keys.length > 0) await enqueue(tx, removal, { keys })
  return { outcome: 'deleted' }
}

const AT_ONCE = 200

const FIND_UNUSED = statement(
  Type.Object({ name: Type.String() }),
  `SELECT f.name FROM files f
   WHERE f.used_at < $1 AND f.made_from IS NULL AND f.name > $2
     AND NOT EXISTS (SELECT 1 FROM file_uses u WHERE u.name = f.name)
   ORDER BY f.name LIMIT $3`
)
