import { readFileSync } from 'node:fs'
import type { ConnectionConfig } from 'mariadb'
import { MYSQL_ERR_URL } from './errors.js'

/** The address of a MySQL or MariaDB database, in its parts. */
export interface MysqlUrl {
  readonly host: string
  /** @default 3306 */
  readonly port: number
  /** The file of a Unix socket, by Prisma's `?socket=`; it outranks host and port. */
  readonly socket: string | undefined
  readonly user: string
  readonly password: string
  readonly database: string
  /** `?connect_timeout=` as Prisma has it, in seconds; undefined where there is none, or 0. */
  readonly connectTimeout: number | undefined
  /** Prisma's `?sslaccept=`; `strict` where only `?sslcert=` is given. */
  readonly tls: 'strict' | 'accept_invalid_certs' | undefined
  /** Prisma's `?sslcert=`: the file of the certificate authority. */
  readonly authority: string | undefined
}

/** Whether a database URL is for MySQL or MariaDB. */
export function isMysqlUrl(href: string): boolean {
  return /^(mysql|mariadb):/i.test(href)
}

/**
 * Reads the address of a MySQL or MariaDB database.
 *
 * @throws MYSQL_ERR_URL, which does not repeat the URL: it may hold a password
 */
export function parseMysqlUrl(href: string): MysqlUrl {
  if (!isMysqlUrl(href)) throw new MYSQL_ERR_URL('is not one of MySQL or MariaDB')
  if (!URL.canParse(href)) throw new MYSQL_ERR_URL('cannot be read')
  const { hostname, port, username, password, pathname, searchParams } = new URL(href)
  const database = decode(pathname.slice(1))
  if (!database) throw new MYSQL_ERR_URL('names no database')
  const authority = searchParams.get('sslcert') ?? undefined
  return {
    host: decode(hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost',
    port: Number(port) || 3306,
    socket: searchParams.get('socket') ?? undefined,
    user: decode(username),
    password: decode(password),
    database,
    connectTimeout: Number(searchParams.get('connect_timeout')) || undefined,
    tls: readTls(searchParams.get('sslaccept')) ?? (authority ? 'strict' : undefined),
    authority
  }
}

/** Where the server is, for people: `host:port`, or the file of a Unix socket. */
export function describeServer({ socket, host, port }: MysqlUrl): string {
  return socket ?? `${host}:${port}`
}

/**
 * The options by which the driver connects: UTC, and text that is told apart byte by byte.
 *
 * @throws the error of a file system where the certificate authority's file cannot be read
 */
export function connectionOptions(url: MysqlUrl): ConnectionConfig {
  const { host, port, socket, user, password, database } = url
  return {
    ...(socket ? { socketPath: socket } : { host, port }),
    user,
    password,
    database,
    timezone: 'Z',
    collation: 'UTF8MB4_BIN',
    // Errors are logged; their parameters are people's data.
    logParam: false,
    // MySQL's usual way to log in asks for TLS, or for a key that others on the way could replace.
    allowPublicKeyRetrieval: socket !== undefined || LOOPBACK.test(host),
    ssl: tlsOptions(url)
  }
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/

function tlsOptions({ tls, authority, host }: MysqlUrl) {
  if (!tls) return false
  return {
    // Whom the certificate has to name. Without it Node takes an address such as 10.0.0.7 for `localhost`.
    host,
    rejectUnauthorized: tls === 'strict',
    ...(authority && { ca: readFileSync(authority, 'utf8') })
  }
}

function readTls(value: string | null): MysqlUrl['tls'] {
  if (value === null || value === 'strict' || value === 'accept_invalid_certs') return value ?? undefined
  throw new MYSQL_ERR_URL('has an sslaccept that is neither strict nor accept_invalid_certs')
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new MYSQL_ERR_URL('has a % that does not begin an encoded character')
  }
}
