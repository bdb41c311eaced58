import { copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { listMigrations, twinsFolder } from '@larder/schema-engine'
import type { Step } from './step.js'

const FOLDER = 'prisma/migrations'
const TWINS = 'prisma/mysql/migrations'
const LOCK = 'migration_lock.toml'
const SECOND = 1_000

/**
 * Copies the migrations that the app lacks to the end of its history, under a time of their own:
 * Prisma wants to reset a development database whose history changed before its end. (Rails copies
 * those of its engines likewise.) The name tells the origin, so each is copied once. Their forms for
 * MySQL come along, unless the app has removed its folder of these.
 */
export function copyMigrations(app: string, from: string): Step[] {
  const folder = path.join(app, FOLDER)
  mkdirSync(folder, { recursive: true })
  const known = migrationsIn(folder)
  const copyOf = (name: string) => known.find((copy) => copy.endsWith(copyName(name)))
  const names = migrationsIn(from)
  const missing = names.filter((name) => !copyOf(name))
  const forMysql = missing.length === names.length || existsSync(twinsFolder(folder))
  // Ends now, so that the app's next migration comes after.
  const start = Math.max(Date.now() - (missing.length - 1) * SECOND, timeOf(known.at(-1)) + SECOND)
  const steps = missing.map((name, place): Step => {
    const copy = stamp(start + place * SECOND) + copyName(name)
    cpSync(path.join(from, name), path.join(folder, copy), { recursive: true })
    if (forMysql) copyTwin(from, name, folder, copy)
    return { done: 'added', file: `${FOLDER}/${copy}` }
  })
  copyLock(from, folder)
  if (!forMysql) return steps
  copyLock(twinsFolder(from), twinsFolder(folder))
  const twins = names.flatMap((name): Step[] => {
    const copy = copyOf(name)
    if (!copy || !copyTwin(from, name, folder, copy)) return []
    return [{ done: 'added', file: `${TWINS}/${copy}` }]
  })
  return [...steps, ...twins]
}

/** @returns whether there was one to copy, and none in its place */
function copyTwin(from: string, name: string, to: string, copy: string): boolean {
  const twin = path.join(twinsFolder(from), name)
  const target = path.join(twinsFolder(to), copy)
  if (existsSync(target) || !existsSync(twin)) return false
  cpSync(twin, target, { recursive: true })
  return true
}

function copyLock(from: string, to: string): void {
  const [original, copy] = [path.join(from, LOCK), path.join(to, LOCK)]
  if (existsSync(original) && !existsSync(copy)) copyFileSync(original, copy)
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
