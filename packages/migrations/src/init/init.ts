import { existsSync } from 'node:fs'
import path from 'node:path'
import { MIGRATIONS_ERR_NO_APP, MIGRATIONS_ERR_NOT_BUILT } from '../errors.js'
import { checkProject, writeProject } from './app-project.js'
import { copyMigrations } from './copy-migrations.js'
import { copyModels } from './copy-models.js'
import type { Step } from './step.js'

export interface InitOptions {
  /** The app's folder, which has its package.json. */
  folder: string
  /** Larder's `schema/` and `migrations/`. */
  from: string
}

/**
 * Brings Larder's models and migrations into an app's Prisma project: all at first, later the new
 * ones. Files that the app changed stay as they are.
 *
 * @throws MIGRATIONS_ERR_…, before anything is written, where the folder is not suitable
 */
export function init({ folder, from }: InitOptions): Step[] {
  if (!existsSync(path.join(folder, 'package.json'))) {
    throw new MIGRATIONS_ERR_NO_APP(folder)
  }
  if (!existsSync(from)) throw new MIGRATIONS_ERR_NOT_BUILT()
  checkProject(folder, from)
  return [
    ...writeProject(folder),
    ...copyModels(folder, path.join(from, 'schema')),
    ...copyMigrations(folder, path.join(from, 'migrations'))
  ]
}
