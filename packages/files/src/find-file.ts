import type { PrismaClient } from '@larder/database'
import { FILES_ERR_CONTENT_MISSING, FILES_ERR_OTHER_STORE } from './errors.js'
import type { ContentStore } from './stores/content-store.js'

export interface FoundFile {
  name: string
  type: string
  /** Of its bytes, in hexadecimal digits. */
  sha256: string
  bytes: Buffer
}

/** See `get` of `app.files`. */
export async function findFile(
  db: PrismaClient,
  store: ContentStore | undefined,
  name: string
): Promise<FoundFile | undefined> {
  const file = await db.file.findUnique({
    where: { name },
    select: { type: true, sha256: true, bytes: true, key: true }
  })
  if (!file) return undefined
  const { type, sha256, bytes, key } = file
  if (bytes) return { name, type, sha256, bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length) }
  if (!store || !key) throw new FILES_ERR_OTHER_STORE(name)
  const content = await store.read(key)
  if (content) return { name, type, sha256, bytes: content }
  // It may just have been deleted.
  if ((await db.file.count({ where: { name, key } })) === 0) return undefined
  throw new FILES_ERR_CONTENT_MISSING(name, store.name)
}
