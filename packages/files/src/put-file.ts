import { createHash, randomBytes } from 'node:crypto'
import { createMissing, type PrismaClient } from '@larder/database'
import { enqueue, type TaskKind } from '@larder/tasks'
import { FILES_ERR_NAME, FILES_ERR_NO_ORIGINAL, FILES_ERR_TOO_LARGE } from './errors.js'
import type { ContentStore } from './stores/content-store.js'

export interface NewFile {
  /** Holds a hash, so that a file of one name has one content: `<sha256>.webp`. */
  name: string
  /** Its media type: `image/webp`. */
  type: string
  bytes: Buffer
  /** The name of the file that it was made from, with which it is deleted. */
  madeFrom?: string
}

export interface PutOutcome {
  /** `known`, where it was there already. */
  outcome: 'stored' | 'known'
}

/** See `put` of `app.files`. */
export async function putFile(
  db: PrismaClient,
  { store, removal }: { store: ContentStore | undefined; removal: TaskKind<{ keys: string[] }> },
  { name, type, bytes, madeFrom }: NewFile
): Promise<PutOutcome> {
  if (!NAME.test(name)) throw new FILES_ERR_NAME(name.slice(0, MOST_OF_NAME), MOST_OF_NAME)
  if (bytes.length > MOST_BYTES) throw new FILES_ERR_TOO_LARGE(name, bytes.length, MOST_BYTES)
  // One that is being deleted is waited for, and then not there.
  const now = new Date()
  const { count } = await db.file.updateMany({ where: { name }, data: { usedAt: now } })
  if (count > 0) return { outcome: 'known' }
  if (madeFrom && (await db.file.count({ where: { name: madeFrom } })) === 0)
    throw new FILES_ERR_NO_ORIGINAL(name, madeFrom)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const row = { name, type, size: bytes.length, sha256, madeFrom, createdAt: now, usedAt: now }
  if (!store) return outcomeOf(await createMissing(db, db.file, [{ ...row, bytes: new Uint8Array(bytes) }]))
  // Each time another key: content that is being removed is never that of a new file. It has the name up to the last dot.
  const key = `${name}.${randomBytes(6).toString('hex')}`
  // The row may never be written: the process may be killed, or the database away.
  await enqueue(db, removal, { keys: [key] }, { dueAt: new Date(Date.now() + HOUR) })
  await store.write(key, bytes, type)
  const written = await createMissing(db, db.file, [{ ...row, key }])
  if (written === 0) await store.remove(key)
  return outcomeOf(written)
}

function outcomeOf(written: number): PutOutcome {
  return { outcome: written > 0 ? 'stored' : 'known' }
}

const HOUR = 60 * 60_000
const MOST_OF_NAME = 120
const NAME = /^[a-z0-9_-][a-z0-9._-]{0,119}$/
/** A statement with its bytes fits into MySQL's `max_allowed_packet` of 16 MB. */
const MOST_BYTES = 12 * 1024 * 1024
