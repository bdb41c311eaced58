import { existsSync } from 'node:fs'
import path from 'node:path'

/**
 * The nearest folder, from `start` upwards, that holds `prisma/migrations`.
 *
 * @throws where there is none
 */
export function projectFolder(start = process.cwd()): string {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'prisma', 'migrations'))) return folder
    if (folder === path.dirname(folder)) break
  }
  throw new Error(
    `No folder prisma/migrations in ${start} or above. Set DATABASE_URL, or run this from within the project.`
  )
}
