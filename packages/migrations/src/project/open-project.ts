import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { findPrismaConfigFile, loadConfigFromFile } from '@prisma/config'
import { MIGRATIONS_ERR_BAD_PROJECT, MIGRATIONS_ERR_NO_PROJECT } from '../errors.js'

/** A Prisma project, as its configuration describes it. */
export interface Project {
  /** The folder of its prisma.config.ts. */
  readonly folder: string
  /** The folder of its migrations. */
  readonly migrations: string
  /** The file with its models, or the folder with the files. */
  readonly schema: string
  /** The database of the configuration, else of DATABASE_URL: the one that Prisma uses. */
  readonly url: string | undefined
  readonly shadowUrl: string | undefined
  /** Tables and enums that are managed elsewhere. */
  readonly external: { tables?: string[] | undefined; enums?: string[] | undefined }
}

/**
 * The project of a folder: the nearest folder, upwards, with a Prisma configuration.
 *
 * @throws MIGRATIONS_ERR_NO_PROJECT, MIGRATIONS_ERR_BAD_PROJECT
 */
export async function openProject(start = process.cwd()): Promise<Project> {
  const folder = findProject(start)
  const { config, error, resolvedPath } = await loadConfigFromFile({ configRoot: folder })
  if (error) {
    const reason = 'error' in error ? error.error.message.split('\n')[0] : error._tag
    throw new MIGRATIONS_ERR_BAD_PROJECT(String(resolvedPath), `cannot be read: ${reason}`)
  }
  const schema = path.resolve(folder, config.schema ?? 'prisma/schema.prisma')
  return {
    folder,
    schema,
    migrations: path.resolve(
      folder,
      config.migrations?.path ?? path.join(path.dirname(schema), 'migrations')
    ),
    url: config.datasource?.url || process.env.DATABASE_URL,
    shadowUrl: config.datasource?.shadowDatabaseUrl,
    external: { tables: config.tables?.external, enums: config.enums?.external }
  }
}

/** The schema files of a project: their paths and contents. */
export async function readModels({ schema }: Project): Promise<[path: string, content: string][]> {
  const files = schema.endsWith('.prisma') ? [schema] : await listSchemaFiles(schema)
  return Promise.all(
    files.map(async (file): Promise<[string, string]> => [file, await readFile(file, 'utf8')])
  )
}

async function listSchemaFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .filter((name) => name.endsWith('.prisma'))
    .sort()
    .map((name) => path.join(folder, name))
}

function findProject(start: string): string {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (findPrismaConfigFile(folder)) return folder
    if (folder === path.dirname(folder)) throw new MIGRATIONS_ERR_NO_PROJECT(start)
  }
}
