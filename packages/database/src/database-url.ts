import { DATABASE_ERR_URL } from './errors.js'

/** @throws DATABASE_ERR_URL, without the URL, which may hold a password */
export function checkUrl(url: unknown): void {
  if (!url) throw new DATABASE_ERR_URL('is missing')
  if (typeof url !== 'string' || !/^postgres(ql)?:\/\/./i.test(url))
    throw new DATABASE_ERR_URL('is not one of PostgreSQL')
}

/** The schema that a connection string names by `?schema=`, as Prisma's do; undefined where it names none. */
export function schemaOf(url: string): string | undefined {
  // Not by `new URL`, which refuses `postgresql://larder@/shop?host=/run/postgresql` and repeats the password.
  return new URLSearchParams(url.split('?')[1]).get('schema') || undefined
}
