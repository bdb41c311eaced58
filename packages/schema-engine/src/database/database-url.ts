import { SCHEMA_ENGINE_ERR_BAD_URL } from '../errors.js'

/** The parts of a database URL that this package needs. pg reads the rest. */
export interface DatabaseUrl {
  /** The URL, in the form that pg reads correctly. */
  readonly href: string
  readonly database: string
  /** Where the server is, for people: `host:port`, or the file of a Unix socket. */
  readonly server: string
  /** Prisma's `?schema=`. @default 'public' */
  readonly schema: string
  /** Prisma's `?connect_timeout=`, in seconds; 0 waits for ever. @default 5 */
  readonly connectTimeout: number
}

/**
 * Reads the address of a PostgreSQL database.
 *
 * @throws SCHEMA_ENGINE_ERR_BAD_URL, which does not repeat the URL: it may hold a password
 */
export function parseDatabaseUrl(text: string | undefined): DatabaseUrl {
  if (!text) throw new SCHEMA_ENGINE_ERR_BAD_URL('is missing')
  if (!isPostgresUrl(text)) throw new SCHEMA_ENGINE_ERR_BAD_URL('is not one of PostgreSQL')
  const href = withHost(text)
  if (!URL.canParse(href)) throw new SCHEMA_ENGINE_ERR_BAD_URL('cannot be read')

  const { hostname, port, username, pathname, searchParams } = new URL(href)
  const host = searchParams.get('host') ?? decode(hostname)
  const number = searchParams.get('port') || port || '5432'
  const database = decode(pathname.slice(1)) || decode(username)
  if (/[?#]/.test(database))
    throw new SCHEMA_ENGINE_ERR_BAD_URL('names a database with ? or #, to which pg cannot connect')
  return {
    href: replaceDatabase(href, database),
    database,
    server: host.startsWith('/') ? `${host}/.s.PGSQL.${number}` : `${host}:${number}`,
    schema: searchParams.get('schema') || 'public',
    connectTimeout: readSeconds(searchParams.get('connect_timeout')) ?? 5
  }
}

/**
 * PostgreSQL's own clients take `postgresql://larder@/shop?host=/run/postgresql`, which `new URL`
 * refuses. What stands in the place of the host does not matter there.
 */
function withHost(href: string): string {
  return /[?&]host=/.test(href) ? href.replace(/^(\w+:\/\/[^/?#]*@)(?=\/)/, '$1localhost') : href
}

/** The schema that a database URL names. @throws as {@link parseDatabaseUrl} does */
export function schemaOf(href: string): string {
  return parseDatabaseUrl(href).schema
}

/** The same server, role and options, but another database. */
export function withDatabase(url: DatabaseUrl, database: string): DatabaseUrl {
  return { ...url, href: replaceDatabase(url.href, database), database }
}

/**
 * pg decodes fewer characters in a database's name than are commonly encoded: others must stand as
 * they are.
 */
function replaceDatabase(href: string, database: string): string {
  const url = new URL(href)
  url.pathname = `/${encodeURI(database)}`
  return withExactSslmode(url.href)
}

/**
 * The connection string for node-postgres, which reads `require` and the like as `verify-full` and
 * warns in several lines that its next version will not.
 *
 * The rule stands in @larder/database too: neither package can import the other.
 */
export function withExactSslmode(href: string): string {
  return href.includes('uselibpqcompat=true') ? href : href.replace(LOOSE_SSLMODE, '$1verify-full')
}

/** Advice for people who wrote another sslmode than they get; undefined where there is none. */
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
