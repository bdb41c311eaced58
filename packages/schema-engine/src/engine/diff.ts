import path from 'node:path'
import type { DiffParams, MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg'
import { connect } from '../database/connect.js'
import { readMigrationList } from '../migrations/migrations-folder.js'
import { Connections } from './connections.js'
import { type Datamodel, openEngine } from './engine.js'

/** A schema of the database, of the models, or of some migrations in a folder. */
export type SchemaSource =
  | 'database'
  | 'models'
  | { readonly migrations: string; readonly names: readonly string[] }

export interface DiffOptions {
  readonly from: SchemaSource
  readonly to: SchemaSource
  /** The database, on whose server a shadow database is made to replay migrations in. */
  readonly url: string
  /** A database set aside for replaying migrations, which is emptied. @default a temporary one */
  readonly shadowUrl?: string | undefined
  /** The schema files with the models and the datasource. Not needed to compare migrations with each other. */
  readonly models?: readonly Datamodel[] | undefined
  /** Tables and enums that the configuration says are managed by something else. @default none */
  readonly external?: { readonly tables?: string[] | undefined; readonly enums?: string[] | undefined }
}

/**
 * The difference of two schemas, for people and for the server. Both are empty where there is none.
 */
export interface SchemaDiff {
  readonly summary: string
  readonly script: string
}

/** What compares schemas on a server, until it is closed. */
export interface Comparison {
  diff(params: DiffParams): Promise<{ exitCode: number; stdout?: string | null }>
  close(): Promise<void>
}

/** Compares two schemas by what `open` opens. */
export async function compareSchemas(
  options: DiffOptions,
  open: (url: string, shadowUrl: string | undefined) => Promise<Comparison>
): Promise<SchemaDiff> {
  const { url, shadowUrl, external = {} } = options
  const models = options.models?.map(withoutExtensions) ?? []
  const from = await targetOf(options.from, models)
  const to = await targetOf(options.to, models)
  const filters = { externalTables: external.tables ?? [], externalEnums: external.enums ?? [] }

  const { diff, close } = await open(url, shadowUrl)
  try {
    const summary = await diff({ from, to, script: false, exitCode: true, filters })
    if (summary.exitCode === 0) return { summary: '', script: '' }
    const script = await diff({ from, to, script: true, exitCode: true, filters })
    return { summary: summary.stdout?.trim() ?? '', script: script.stdout?.trimStart() ?? '' }
  } finally {
    await close()
  }
}

/** Compares by Prisma's WebAssembly engine, on PostgreSQL. */
export async function openDiff(url: string, shadowUrl: string | undefined): Promise<Comparison> {
  // This fails with a clearer message than the engine's.
  await (await connect(url)).end()
  const connections = new Connections(url, shadowUrl)
  const ask = await openEngine(connections)
  return { diff: (params) => ask((engine) => engine.diff(params)), close: () => connections.close() }
}

/**
 * The engine sees the extensions of the models and of the database, but not those that migrations make, so that these could
 * never agree (CONFORMANCE.md).
 */
function withoutExtensions([file, content]: Datamodel): Datamodel {
  return [file, content.replace(EXTENSIONS, '').replace(EXTENSIONS_FEATURE, '')]
}

/** The list in the datasource: `[citext, uuid(map: "uuid-ossp")]`. */
const EXTENSIONS = /^\s*extensions\s*=\s*\[[^\]]*\]/m
const EXTENSIONS_FEATURE = /"postgresqlExtensions"\s*,|,?\s*"postgresqlExtensions"/

async function targetOf(source: SchemaSource, models: readonly Datamodel[]) {
  if (typeof source === 'object') {
    return { tag: 'migrations', ...(await pickMigrations(source.migrations, source.names)) } as const
  }
  const files = models.map(([path, content]) => ({ path, content }))
  if (source === 'models') return { tag: 'schemaDatamodel', files } as const
  return { tag: 'schemaDatasource', files, configDir: '' } as const
}

async function pickMigrations(folder: string, names: readonly string[]): Promise<MigrationList> {
  const list = await readMigrationList(folder)
  const picked = new Set(names)
  return {
    ...list,
    migrationDirectories: list.migrationDirectories.filter((one) => picked.has(path.basename(one.path)))
  }
}
