import { existsSync } from 'node:fs'
import path from 'node:path'
import { POSTGRES_ERR_NO_PROJECT } from './errors.js'

/**
 * The nearest folder, from `start` upwards, that holds `prisma/migrations`.
 *
 * @throws POSTGRES_ERR_NO_PROJECT
 */
export function projectFolder(start = process.cwd()): string {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'prisma', 'migrations'))) return folder
    if (folder === path.dirname(folder)) break
  }
  throw new POSTGRES_ERR_NO_PROJECT(start)
}
