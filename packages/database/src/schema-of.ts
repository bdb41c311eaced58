/** The schema that a connection string names by `?schema=`, as Prisma's do; undefined where it names none. */
export function schemaOf(url: string): string | undefined {
  // Not by `new URL`, which refuses `postgresql://larder@/shop?host=/run/postgresql` and repeats the password.
  return new URLSearchParams(url.split('?')[1]).get('schema') || undefined
}
