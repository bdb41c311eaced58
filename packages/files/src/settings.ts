import path from 'node:path'
import { FILES_ERR_STORE } from './errors.js'

/** Where the content of new files goes. */
export type StoreSettings = { kind: 'database' } | { kind: 'folder'; folder: string } | S3Settings

export interface S3Settings {
  kind: 's3'
  bucket: string
  /** What all keys begin with: `shop/`. */
  prefix: string
}

/**
 * Reads `database`, `folder:/path` or `s3://bucket/prefix`. A relative path is one below the working
 * directory.
 *
 * @throws FILES_ERR_STORE
 */
export function parseStore(text: string): StoreSettings {
  if (text === 'database') return { kind: 'database' }
  const [, folder] = /^folder:(.+)$/.exec(text) ?? []
  if (folder) return { kind: 'folder', folder: path.resolve(folder) }
  const [, bucket, prefix = ''] = S3_URL.exec(text) ?? []
  if (!bucket) throw new FILES_ERR_STORE()
  return { kind: 's3', bucket, prefix: prefix && `${prefix.replace(/\/$/, '')}/` }
}

/** The bucket by the rules of S3's user guide, "General purpose bucket naming rules". */
const S3_URL = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/([\w.-]+(?:\/[\w.-]+)*\/?)?)?$/
