import { parseArgs } from 'node:util'
import { readError } from '../database/explain-failure.js'
import { SCHEMA_ENGINE_ERR_USAGE } from '../errors.js'

/** The command line of Prisma's schema engine, as its CLI writes it. */
export interface Arguments {
  readonly help: boolean
  readonly version: boolean
  /** The paths of the schema files. */
  readonly datamodels: string[]
  /** The database of the Prisma configuration. */
  readonly url: string | undefined
  /** The database set aside for replaying migrations. */
  readonly shadowUrl: string | undefined
  readonly subcommand: string | undefined
}

export const HELP = `Prisma's schema engine from npm, for PostgreSQL and MySQL. The Prisma CLI runs it where
PRISMA_SCHEMA_ENGINE_BINARY names it; it is not meant for people.

Usage: larder-schema-engine [options]                 answers JSON-RPC on stdin and stdout
       larder-schema-engine [options] cli COMMAND     COMMAND: can-connect-to-database, create-database, drop-database

  --datasource JSON      {"url": "postgresql://…", "shadowDatabaseUrl": "postgresql://…"}
  --datamodels FILE      a schema file; may be repeated
  --help, --version`

/** @throws SCHEMA_ENGINE_ERR_USAGE when the arguments make no sense */
export function readArguments(argv: string[]): Arguments {
  const { values, positionals } = parse(argv)
  const [mode, subcommand] = positionals
  if (mode !== undefined && (mode !== 'cli' || !subcommand))
    throw new SCHEMA_ENGINE_ERR_USAGE(`Unknown command. ${HINT}`)
  const { url, shadowDatabaseUrl } = parseDatasource(values.datasource)
  return {
    help: values.help,
    version: values.version,
    datamodels: values.datamodels,
    url: url || undefined,
    shadowUrl: shadowDatabaseUrl || undefined,
    subcommand
  }
}

const HINT = 'See larder-schema-engine --help.'

function parse(argv: string[]) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        datamodels: { type: 'string', short: 'd', multiple: true, default: [] },
        datasource: { type: 'string', default: '{}' },
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', short: 'V', default: false },
        // The CLI gives these two to every engine. The WebAssembly one has no use for them.
        'enabled-preview-features': { type: 'string' },
        'extension-types': { type: 'string' }
      }
    })
  } catch (error) {
    throw new SCHEMA_ENGINE_ERR_USAGE(`${readError(error).message}. ${HINT}`)
  }
}

function parseDatasource(json: string): { url?: string; shadowDatabaseUrl?: string } {
  try {
    return JSON.parse(json)
  } catch {
    throw new SCHEMA_ENGINE_ERR_USAGE(`--datasource is not JSON. ${HINT}`)
  }
}
