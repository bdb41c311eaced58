import path from 'node:path'
import type { Datamodel } from '../../engine/engine.js'
import { P3015, P3019, SCHEMA_ENGINE_ERR_USAGE } from '../../errors.js'
import { compareMigrations } from '../../migrations/migrations-folder.js'

/** A migration of a folder. */
export interface Migration {
  readonly name: string
  readonly script: string
}

/** A schema that `migrate diff` compares. */
export type Target =
  | { readonly kind: 'empty' }
  | { readonly kind: 'models'; readonly files: Datamodel[] }
  | { readonly kind: 'migrations'; readonly migrations: Migration[] }
  /** @param url undefined for the configuration's */
  | { readonly kind: 'database'; readonly url: string | undefined }

/**
 * The migrations that the CLI sends, in the order in which Prisma applies them.
 *
 * @throws P3015 where one has no script, P3019 where the folder belongs to another provider
 */
export function readMigrations(params: unknown): Migration[] {
  const { lockfile, migrationDirectories } = readObject(readObject(params).migrationsList)
  const { content } = readObject(lockfile)
  const [, provider] = /^\s*provider\s*=\s*"(\w+)"/m.exec(String(content ?? '')) ?? []
  if (provider && provider !== 'mysql') throw new P3019('mysql', provider)
  return readList(migrationDirectories)
    .map((directory) => {
      const { path: folder, migrationFile } = readObject(directory)
      const { path: file, content } = readObject(migrationFile)
      const { tag, value } = readObject(content)
      const name = path.basename(String(folder))
      if (tag !== 'ok') throw new P3015(path.join(name, String(file)))
      return { name, script: String(value) }
    })
    .sort((one, other) => compareMigrations(one.name, other.name))
}

/** The schema files that the CLI sends. */
export function readFiles(container: unknown): Datamodel[] {
  return readList(readObject(container).files).map((file) => {
    const { path, content } = readObject(file)
    return [String(path), String(content)]
  })
}

export function readTarget(target: unknown): Target {
  const fields = readObject(target)
  switch (fields.tag) {
    case 'empty':
      return { kind: 'empty' }
    case 'schemaDatamodel':
      return { kind: 'models', files: readFiles(target) }
    case 'migrations':
      return { kind: 'migrations', migrations: readMigrations({ migrationsList: target }) }
    case 'schemaDatasource':
      return { kind: 'database', url: undefined }
    case 'url':
      return { kind: 'database', url: String(fields.url) }
    default:
      throw new SCHEMA_ENGINE_ERR_USAGE(`The schema engine cannot compare "${fields.tag}".`)
  }
}

/** Tables that the configuration says are managed by something else. */
export function readExternalTables(params: unknown): Set<string> {
  const { filters } = readObject(params)
  const names = readList(readObject(filters).externalTables).map(String)
  return new Set(names.map((name) => name.split('.').at(-1) ?? name))
}

/** The fields of an object; none where it is something else. */
export function readObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function readList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
