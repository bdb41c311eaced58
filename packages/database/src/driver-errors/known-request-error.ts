/**
 * Whether an error is one of Prisma's that has this code. By its name: the app's own client may come
 * from another copy of Prisma's runtime, whose classes are others.
 */
export function isKnownRequestError(error: unknown, code: string): error is Error & { meta?: object } {
  return (
    error instanceof Error &&
    error.name === 'PrismaClientKnownRequestError' &&
    Reflect.get(error, 'code') === code
  )
}
