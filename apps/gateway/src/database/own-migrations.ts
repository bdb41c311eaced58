import path from 'node:path'
import { projectOf } from '../project-files.js'

/** The folder of the history of a shop of one's own, for the kind of database that a URL is for; undefined without one. */
export function migrationsOf(app: string | undefined, url: string): string | undefined {
  if (!app) return undefined
  const folder = /^(mysql|mariadb):/i.test(url) ? 'prisma/mysql/migrations' : 'prisma/migrations'
  return path.join(projectOf(app), folder)
}
