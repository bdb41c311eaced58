import { isUtf8 } from 'node:buffer'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { listMigrations } from '@larder/schema-engine'
import {
  MIGRATIONS_ERR_AMBIGUOUS,
  MIGRATIONS_ERR_NO_SCRIPT,
  MIGRATIONS_ERR_NONE,
  MIGRATIONS_ERR_NOT_TEXT,
  MIGRATIONS_ERR_SAME_NAME,
  MIGRATIONS_ERR_UNKNOWN
} from '../errors.js'

/** A migration in its folder. */
export interface Migration {
  /** The folder's name, which begins with a time: `20261123042623_add_gender`. */
  readonly name: string
  /** The text of `migration.sql`. */
  readonly script: string
  /** The text of `down.sql`, which undoes it; undefined where there is none. */
  readonly down: string | undefined
}

/** Names the state before the first migration, as in Alembic. */
export const BASE = 'base'

/**
 * The migrations of a folder, in Prisma's order.
 *
 * @throws MIGRATIONS_ERR_NONE, …_NO_SCRIPT, …_NOT_TEXT, …_SAME_NAME
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = migrationNames(folder)
  if (names.length === 0) throw new MIGRATIONS_ERR_NONE(folder)
  checkCases(names)
  return Promise.all(names.map((name) => readMigration(folder, name)))
}

/** The names of the migrations in a folder, in their order; none where there is no folder. */
export function migrationNames(folder: string): string[] {
  return existsSync(folder) ? listMigrations(folder) : []
}

/** The whole name of a migration, by that or by the part after its time. */
export function findMigration(names: readonly string[], wanted: string): string {
  if (names.includes(wanted)) return wanted
  const found = names.filter((name) => titleOf(name) === wanted)
  if (found.length > 1) throw new MIGRATIONS_ERR_AMBIGUOUS(wanted, found.join(' or '))
  const [name] = found
  if (!name) throw new MIGRATIONS_ERR_UNKNOWN(wanted)
  return name
}

/** `add_gender`, of `20261123042623_add_gender`. */
export function titleOf(name: string): string {
  return name.replace(/^\d+_/, '')
}

/** When a migration was made, by its name; undefined where the name has no time. */
export function dateOf(name: string): Date | undefined {
  const [, ...digits] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(name) ?? []
  const [year, month = 1, day, hour, minute, second] = digits.map(Number)
  return year === undefined ? undefined : new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const script = await readIfThere(path.join(folder, name, 'migration.sql'))
  if (script === undefined) throw new MIGRATIONS_ERR_NO_SCRIPT(name)
  return { name, script, down: await readIfThere(path.join(folder, name, 'down.sql')) }
}

async function readIfThere(file: string): Promise<string | undefined> {
  const bytes = await readFile(file).catch((error) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (bytes === undefined) return undefined
  const text = bytes.toString()
  // Prisma and PostgreSQL would misread the characters, or fail at invisible ones.
  if (!isUtf8(bytes) || text.startsWith(BYTE_ORDER_MARK) || text.includes('\0'))
    throw new MIGRATIONS_ERR_NOT_TEXT(file)
  return text
}

const BYTE_ORDER_MARK = '\uFEFF'

function checkCases(names: string[]): void {
  const seen = new Map<string, string>()
  for (const name of names) {
    const key = name.toLowerCase()
    const other = seen.get(key)
    if (other) throw new MIGRATIONS_ERR_SAME_NAME(other, name)
    seen.set(key, name)
  }
}
