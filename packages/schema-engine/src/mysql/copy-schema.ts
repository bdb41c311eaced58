import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { isMysqlUrl } from '@larder/mysql'
import { DATASOURCE_PROVIDER } from '../database/provider.js'
import { writeModelTypes } from './model-types.js'
import { twinsFolder } from './twins-folder.js'

export interface CopyOptions {
  /** The schema file, or the folder with the files. */
  readonly from: string
  /** The folder of the copy. Other schema files in it are removed. */
  readonly to: string
  /** The absolute path where the copy's clients are generated. @default where the original's are */
  readonly output?: string | undefined
}

/**
 * Copies Prisma's schema files for MySQL: its provider and its types. A file that is the same is
 * left alone.
 */
export function copySchema({ from, to, output }: CopyOptions): void {
  mkdirSync(to, { recursive: true })
  const isFile = statSync(from).isFile()
  const folder = isFile ? path.dirname(from) : from
  const files = isFile ? [path.basename(from)] : listSchemaFiles(from)
  for (const file of listSchemaFiles(to)) if (!files.includes(file)) rmSync(path.join(to, file))
  for (const file of files) {
    const source = path.join(folder, file)
    const target = path.join(to, file)
    const text = writeModelTypes(readFileSync(source, 'utf8'))
      .replace(DATASOURCE_PROVIDER, (datasource, provider) => datasource.replace(`"${provider}"`, '"mysql"'))
      .replace(GENERATOR_OUTPUT, (_, before, there) => {
        const absolute = output ?? path.resolve(path.dirname(source), there)
        const relative = path.relative(path.dirname(target), absolute).replaceAll(path.sep, '/')
        return `${before}"${relative.startsWith('.') ? relative : `./${relative}`}"`
      })
    writeChanged(target, text)
  }
}

export interface ProjectPaths {
  /** The schema file, or the folder with the files. */
  readonly schema: string
  /** The folder of the migrations. */
  readonly migrations: string
}

/**
 * The paths for Prisma's configuration of a project that runs on PostgreSQL and on MySQL, by the
 * URL of the database. For MySQL the migrations are those in `mysql/migrations`, beside those of
 * PostgreSQL, and the schema is a copy in `.larder/`, unless its datasource says `mysql` already.
 *
 * @param folder of the configuration
 */
export function projectPaths(url: string | undefined, folder: string, paths: ProjectPaths): ProjectPaths {
  if (!url || !isMysqlUrl(url)) return paths
  const migrations = twinsFolder(paths.migrations)
  const from = path.resolve(folder, paths.schema)
  if (isForMysql(from)) return { schema: paths.schema, migrations }
  const schema = '.larder/mysql/schema'
  copySchema({ from, to: path.resolve(folder, schema) })
  return { schema, migrations }
}

function isForMysql(schema: string): boolean {
  const files = statSync(schema).isFile()
    ? [schema]
    : listSchemaFiles(schema).map((file) => path.join(schema, file))
  return files.some((file) => DATASOURCE_PROVIDER.exec(readFileSync(file, 'utf8'))?.[1] === 'mysql')
}

function listSchemaFiles(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return names.filter((name) => name.endsWith('.prisma')).sort()
}

function writeChanged(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  writeFileSync(file, text)
}

/** The output in a generator's block. Prisma allows only a plain string there. */
const GENERATOR_OUTPUT = /(^\s*generator\s+\w+\s*\{[^}]*?^\s*output\s*=\s*)"([^"]*)"/gm
