/**
 * The name of the constraint that refused a statement (`users_name_key_key`), from the error of
 * Prisma or of node-postgres; undefined for any other failure.
 */
export function violatedConstraint(error: unknown): string | undefined {
  // PostgreSQL's class 23, integrity constraint violation.
  const own = read(error, 'constraint')
  if (typeof own === 'string' && /^23/.test(String(read(error, 'code')))) return own
  const cause = read(read(read(error, 'meta'), 'driverAdapterError'), 'cause')
  const index = read(read(cause, 'constraint'), 'index')
  return typeof index === 'string' ? index : undefined
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}
