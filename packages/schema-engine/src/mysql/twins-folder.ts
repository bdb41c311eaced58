import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { listMigrations } from '../migrations/migrations-folder.js'
import { type PostgresMigration, translateMigrations } from './translate/translate-migrations.js'
import type { Translation } from './translate/translate-script.js'
import { findMarkedPlaces, hashOf, isTwinOf } from './translate/twin.js'

/** The folder of the twins for MySQL, beside that of the migrations: `prisma/mysql/migrations`. */
export function twinsFolder(migrations: string): string {
  return path.join(path.dirname(migrations), 'mysql', path.basename(migrations))
}

/** A script for MySQL that was written. */
export interface WrittenTwin {
  readonly file: string
  /** What a person has to do in it, a line each. */
  readonly todo: readonly string[]
}

/**
 * Writes the twins that migrations of PostgreSQL lack, in a project that has a folder of twins.
 * Overwrites none.
 *
 * @param folder the one of PostgreSQL's migrations, or of the twins
 * @param next migrations that are not in the folder yet
 */
export async function writeMissingTwins(
  folder: string,
  next: readonly PostgresMigration[] = []
): Promise<WrittenTwin[]> {
  const { migrations, twins: target } = foldersOf(folder)
  if (!existsSync(target)) return []
  const names = next.map(({ name }) => name)
  const all = (await readPostgresMigrations(migrations)).filter(({ name }) => !names.includes(name))
  const pairs = pairsOf([...all, ...next], target)
  if (pairs.every(({ twin }) => existsSync(twin))) return []

  const twins = await translateMigrations([...all, ...next])
  const translations = new Map(
    twins.flatMap(({ name, up, down }) => [
      [`${name}/${UP}`, up],
      [`${name}/${DOWN}`, down]
    ])
  )
  const missing = pairs.filter(({ twin }) => !existsSync(twin))
  return Promise.all(missing.map(({ name, twin }) => write(name, twin, translations.get(name))))
}

/**
 * Says in a line how a migration that is made on MySQL gets its form for PostgreSQL, in a project
 * that has both; undefined elsewhere.
 *
 * @param folder the one where the migration will be
 */
export function adviseBothForms(folder: string, name: string): string | undefined {
  const { migrations, twins } = foldersOf(folder)
  if (folder !== twins || !existsSync(migrations)) return undefined
  const [, title = name] = /^\d+_(.*)$/.exec(name) ?? []
  return `${name} is for MySQL alone. PostgreSQL makes both forms: remove ${path.relative('', path.join(twins, name))}, run "npx larder-db migrate -m ${title}" without DATABASE_URL or with PostgreSQL's, and then "npx prisma migrate dev" here.`
}

/** A disagreement between migrations and their twins. */
export interface TwinFinding {
  /** The twin. That of `extra` has no migration, that of `marked` waits for a person. */
  readonly kind: 'missing' | 'stale' | 'extra' | 'marked'
  readonly file: string
  /** Of the first place that waits for a person, from 1. */
  readonly line?: number
  /** The SHA-256 that a stale twin should name. */
  readonly hash?: string
}

/**
 * Compares the migrations of PostgreSQL with their twins: their names, what the twins were made of,
 * and whether a place in them still waits for a person. Finds nothing in a project that has only
 * one of both.
 *
 * @param folder the one of PostgreSQL's migrations, or of the twins
 */
export async function checkTwins(folder: string): Promise<TwinFinding[]> {
  const { migrations, twins } = foldersOf(folder)
  if (!existsSync(twins) || !existsSync(migrations)) return []
  const all = await readPostgresMigrations(migrations)
  const extra = listMigrations(twins).filter((twin) => !all.some(({ name }) => name === twin))
  const findings = await Promise.all(pairsOf(all, twins).map(checkPair))
  return [
    ...findings.flat(),
    ...extra.map((name) => ({ kind: 'extra' as const, file: path.join(twins, name) }))
  ]
}

/** Both folders, by either. */
function foldersOf(folder: string): { migrations: string; twins: string } {
  const parent = path.dirname(folder)
  const isTwins = path.basename(parent) === 'mysql'
  const migrations = isTwins ? path.join(path.dirname(parent), path.basename(folder)) : folder
  return { migrations, twins: twinsFolder(migrations) }
}

interface Pair {
  readonly name: string
  readonly twin: string
  readonly script: string
}

function pairsOf(migrations: readonly PostgresMigration[], folder: string): Pair[] {
  return migrations.flatMap(({ name, script, down }) => [
    { name: `${name}/${UP}`, twin: path.join(folder, name, UP), script },
    ...(down === undefined
      ? []
      : [{ name: `${name}/${DOWN}`, twin: path.join(folder, name, DOWN), script: down }])
  ])
}

async function checkPair({ twin: file, script }: Pair): Promise<TwinFinding[]> {
  const twin = await readIfThere(file)
  if (twin === undefined) return [{ kind: 'missing', file }]
  const [line] = findMarkedPlaces(twin)
  return [
    ...(isTwinOf(twin, script) ? [] : [{ kind: 'stale' as const, file, hash: hashOf(script) }]),
    ...(line === undefined ? [] : [{ kind: 'marked' as const, file, line }])
  ]
}

async function write(name: string, file: string, translation: Translation | undefined): Promise<WrittenTwin> {
  const { script = '', untranslated = [] } = translation ?? {}
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, script, { flag: 'wx' })
  const places = findMarkedPlaces(script)
  const todo = untranslated.map(
    ({ line, reason }, place) =>
      `${path.relative('', file)}:${places[place]}: translate line ${line} of ${name} by hand: ${reason}.`
  )
  return { file, todo }
}

async function readPostgresMigrations(folder: string): Promise<PostgresMigration[]> {
  // Before the first migration there is no folder.
  if (!existsSync(folder)) return []
  const names = listMigrations(folder).filter((name) => existsSync(path.join(folder, name, UP)))
  return Promise.all(
    names.map(async (name) => ({
      name,
      script: await readFile(path.join(folder, name, UP), 'utf8'),
      down: await readIfThere(path.join(folder, name, DOWN))
    }))
  )
}

async function readIfThere(file: string): Promise<string | undefined> {
  return existsSync(file) ? readFile(file, 'utf8') : undefined
}

const UP = 'migration.sql'
const DOWN = 'down.sql'
