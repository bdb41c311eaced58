import { copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { listMigrations } from '@larder/schema-engine'
import type { Step } from './step.js'

const FOLDER = 'prisma/migrations'
const SECOND = 1_000

/**
 * Copies the migrations that the app lacks to the end of its history, under a time of their own:
 * Prisma wants to reset a development database whose history changed before its end. (Rails copies
 * those of its engines likewise.) The name tells the origin, so each is copied once.
 */
export function copyMigrations(app: string, from: string): Step[] {
  const folder = path.join(app, FOLDER)
  mkdirSync(folder, { recursive: true })
  const known = migrationsIn(folder)
  const missing = migrationsIn(from).filter((name) => !known.some((copy) => copy.endsWith(copyName(name))))
  // Ends now, so that the app's next migration comes after.
  const start = Math.max(Date.now() - (missing.length - 1) * SECOND, timeOf(known.at(-1)) + SECOND)
  const steps = missing.map((name, place): Step => {
    const copy = stamp(start + place * SECOND) + copyName(name)
    cpSync(path.join(from, name), path.join(folder, copy), { recursive: true })
    return { done: 'added', file: `${FOLDER}/${copy}` }
  })
  const lock = 'migration_lock.toml'
  if (!existsSync(path.join(folder, lock))) copyFileSync(path.join(from, lock), path.join(folder, lock))
  return steps
}

/** The names of the migrations in a folder, in their order. */
export function migrationsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return listMigrations(folder).filter((name) => existsSync(path.join(folder, name, 'migration.sql')))
}

function copyName(name: string): string {
  return `_larder_${name}`
}

/** As Prisma writes it: 20261123042620, in UTC. */
function stamp(time: number): string {
  return new Date(time).toISOString().replace(/\D/g, '').slice(0, 14)
}

function timeOf(migration = ''): number {
  const [, ...digits] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(migration) ?? []
  const [year, month = 1, day, hour, minute, second] = digits.map(Number)
  return year === undefined ? 0 : Date.UTC(year, month - 1, day, hour, minute, second)
}
