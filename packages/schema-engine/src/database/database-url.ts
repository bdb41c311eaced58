import { SCHEMA_ENGINE_ERR_BAD_URL } from '../errors.js'

/** What a database URL says, as far as this package must know it. The rest of it is read by pg. */
export interface DatabaseUrl {
  /** The URL, in the form that pg reads correctly. */
  readonly href: string
  readonly database: string
  /** Where the server is, for people: `host:port`, or the folder of a Unix socket. */
  readonly server: string
  /** Prisma's `?schema=`. @default 'public' */
  readonly schema: string
  /** Prisma's `?connect_timeout=`, in seconds; 0 waits for ever. @default 5 */
  readonly connectTimeout: number
}

/**
 * Reads the address of a PostgreSQL database.
 *
 * @throws SCHEMA_ENGINE_ERR_BAD_URL when it is none; the message does not contain the URL, which may hold a password
 */
export function parseDatabaseUrl(href: string | undefined): DatabaseUrl {
  if (!href) throw new SCHEMA_ENGINE_ERR_BAD_URL('is missing')
  if (!isPostgresUrl(href)) throw new SCHEMA_ENGINE_ERR_BAD_URL('is not one of PostgreSQL')
  if (!URL.canParse(href)) throw new SCHEMA_ENGINE_ERR_BAD_URL('cannot be read')

  const { hostname, port, username, pathname, searchParams } = new URL(href)
  const socket = searchParams.get('host')
  const database = decode(pathname.slice(1)) || decode(username)
  if (/[?#]/.test(database))
    throw new SCHEMA_ENGINE_ERR_BAD_URL('names a database with ? or #, to which pg cannot connect')
  return {
    href: replaceDatabase(href, database),
    database,
    server: socket ?? `${decode(hostname)}:${port || '5432'}`,
    schema: searchParams.get('schema') || 'public',
    connectTimeout: readSeconds(searchParams.get('connect_timeout')) ?? 5
  }
}

/** The schema that a database URL names. @throws as {@link parseDatabaseUrl} does */
export function schemaOf(href: string): string {
  return parseDatabaseUrl(href).schema
}

/** The same server, role and options, but another database. */
export function withDatabase(url: DatabaseUrl, database: string): DatabaseUrl {
  return { ...url, href: replaceDatabase(url.href, database), database }
}

/** In the name of a database pg decodes fewer characters than are commonly encoded: the rest must stand there as they are. */
function replaceDatabase(href: string, database: string): string {
  const url = new URL(href)
  url.pathname = `/${encodeURI(database)}`
  return withExactSslmode(url.href)
}

/**
 * The connection string as node-postgres is to read it: to it `require` and the like mean `verify-full`, as they will not to
 * its next version, and it warns of that in several lines.
 */
export function withExactSslmode(href: string): string {
  return href.includes('uselibpqcompat=true') ? href : href.replace(LOOSE_SSLMODE, '$1verify-full')
}

/** What to say once to people who wrote another sslmode than they get; undefined where there is nothing to say. */
export function sslmodeAdvice(href: string): string | undefined {
  if (withExactSslmode(href) === href) return undefined
  const [, , mode] = LOOSE_SSLMODE.exec(href) ?? []
  return `In the database URL sslmode=${mode} is taken for verify-full. Write sslmode=verify-full, or no-verify to trust any certificate.`
}

const LOOSE_SSLMODE = /([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/

export function isPostgresUrl(href: string): boolean {
  return /^postgres(ql)?:/i.test(href)
}

function readSeconds(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new SCHEMA_ENGINE_ERR_BAD_URL('has a % that does not begin an encoded character')
  }
}
