import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { listMigrations } from '@larder/migrations'

/** Tells one state of a folder of migrations from another. */
export function fingerprintMigrations(folder: string): string {
  const hash = createHash('sha256')
  for (const name of listMigrations(folder)) {
    hash.update(name).update(readFileSync(path.join(folder, name, 'migration.sql')))
  }
  return hash.digest('hex').slice(0, 16)
}
