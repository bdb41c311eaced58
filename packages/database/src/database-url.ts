import { isMysqlUrl } from '@larder/mysql'
import { DATABASE_ERR_URL } from './errors.js'

/** @throws DATABASE_ERR_URL, which does not repeat the URL: it may hold a password */
export function checkUrl(url: unknown): void {
  if (!url) throw new DATABASE_ERR_URL('is missing')
  if (typeof url !== 'string' || !(isMysqlUrl(url) || /^postgres(ql)?:\/\/./i.test(url)))
    throw new DATABASE_ERR_URL('is not one of PostgreSQL, MySQL or MariaDB')
}

/** The schema that a connection string names by `?schema=`, as Prisma's do; undefined for none. */
export function schemaOf(url: string): string | undefined {
  // `new URL` refuses `postgresql://larder@/shop?host=/run/postgresql`, and repeats the password.
  return new URLSearchParams(url.split('?')[1]).get('schema') || undefined
}

/**
 * Milliseconds that a connection may take by `?connect_timeout=`, which PostgreSQL's own clients and
 * Prisma give in seconds; undefined for none, and for 0, since a shop never waits for ever.
 */
export function connectTimeoutOf(url: string): number | undefined {
  const seconds = Number(new URLSearchParams(url.split('?')[1]).get('connect_timeout'))
  return seconds > 0 ? seconds * 1000 : undefined
}

/**
 * The connection string for node-postgres, which reads `require` and the like as `verify-full` and
 * warns in several lines that its next version will not.
 *
 * The rule stands in @larder/schema-engine too: neither package can import the other.
 */
export function withExactSslmode(url: string): string {
  return url.includes('uselibpqcompat=true') ? url : url.replace(LOOSE_SSLMODE, '$1verify-full')
}

/** Advice for people who wrote another sslmode than they get; undefined where there is none. */
export function sslmodeAdvice(url: string): string | undefined {
  if (withExactSslmode(url) === url) return undefined
  const [, , mode] = LOOSE_SSLMODE.exec(url) ?? []
  return `In the database URL sslmode=${mode} is taken for verify-full. Write sslmode=verify-full, or no-verify to trust any certificate.`
}

const LOOSE_SSLMODE = /([?&]sslmode=)(prefer|require|verify-ca)(?=&|$)/
