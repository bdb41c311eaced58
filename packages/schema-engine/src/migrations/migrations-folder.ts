import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { MigrationDirectory, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { readError } from '../database/explain-failure.js'

/**
 * The names of the migrations in a folder, in the order in which Prisma applies them.
 *
 * @throws ENOENT where there is no such folder
 */
export function listMigrations(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  return names.sort(compareMigrations)
}

/**
 * The order of Prisma's CLI, which is not that of code points where names do not begin with a time.
 */
export function compareMigrations(one: string, other: string): number {
  return one.localeCompare(other)
}

/**
 * Reads a migrations folder for the engine, as the Prisma CLI does. A missing folder is an error.
 */
export async function readMigrationList(folder: string): Promise<MigrationList> {
  const baseDir = path.resolve(folder)
  return {
    baseDir,
    lockfile: {
      path: LOCK_FILE,
      content: await readFile(path.join(baseDir, LOCK_FILE), 'utf8').catch(() => null)
    },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      listMigrations(baseDir).map((name) => readMigration(baseDir, name))
    )
  }
}

const LOCK_FILE = 'migration_lock.toml'
const SCRIPT = 'migration.sql'

async function readMigration(baseDir: string, name: string): Promise<MigrationDirectory> {
  return {
    path: name,
    migrationFile: { path: SCRIPT, content: await readScript(path.join(baseDir, name, SCRIPT)) }
  }
}

async function readScript(file: string): Promise<MigrationDirectory['migrationFile']['content']> {
  try {
    return { tag: 'ok', value: await readFile(file, 'utf8') }
  } catch (error) {
    return { tag: 'error', value: readError(error).message }
  }
}
