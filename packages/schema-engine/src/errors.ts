import { createError } from '@fastify/error'

/** The engine and the Prisma CLI come from different builds: what they say to each other may differ. */
export const OtherBuildError = createError(
  'SCHEMA_ENGINE_ERR_OTHER_BUILD',
  'This is schema engine %s, but the Prisma CLI with %s needs %s: install versions of prisma and @larder/schema-engine that belong together.'
)

/** The WebAssembly engine does not know the database, and Prisma's own engine is not to be had. */
export const NoNativeEngineError = createError(
  'SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE',
  "%s needs Prisma's own schema engine, which could not be had: %s"
)

/** The address is not that of a PostgreSQL database. */
export const BadUrlError = createError(
  'SCHEMA_ENGINE_ERR_BAD_URL',
  'The database URL %s. It should look like postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.'
)

/** The shadow database is emptied, so it must not be the one whose data count. */
export const ShadowIsMainError = createError(
  'SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN',
  'shadowDatabaseUrl leads to the database of the project itself (%s), and a shadow database is emptied. Set it to an empty database of its own, or leave it out.'
)

/** The lock of migrations belongs to a connection. */
export const PooledConnectionError = createError(
  'SCHEMA_ENGINE_ERR_POOLED',
  'The database is reached through a pooler that shares connections between transactions, and with them the lock of migrations. Use the address of the server itself.'
)

/** The engine broke down. In this process it will not work again. */
export const PanicError = createError('SCHEMA_ENGINE_ERR_PANIC', 'The schema engine panicked: %s')

/** The caller asks for something that there is not. */
export const UsageError = createError('SCHEMA_ENGINE_ERR_USAGE', '%s')

// What keeps a database from being reached, in Prisma's codes, some of which its CLI acts on.
// https://www.prisma.io/docs/orm/reference/error-reference

export const WrongPasswordError = createError(
  'P1000',
  'The database server at %s does not let the user in: %s'
)
export const UnreachableError = createError('P1001', 'The database server at %s cannot be reached: %s')
export const LockTimeoutError = createError(
  'P1002',
  'Another process has kept the lock of migrations for more than %s seconds: %s. Try again when it is done, or set SCHEMA_ENGINE_LOCK_TIMEOUT to more seconds.'
)
export const NoDatabaseError = createError('P1003', 'There is no database %s on the server at %s.')
export const AccessDeniedError = createError('P1010', 'The database server at %s refuses: %s')
export const TlsError = createError(
  'P1011',
  'No secure connection to the database server at %s: %s. In the URL, sslrootcert=FILE names the certificate to trust, sslmode=no-verify trusts any, sslmode=disable does without.'
)

/** Prisma's words for it. */
export const NoShadowDatabaseError = createError(
  'P3014',
  'Prisma Migrate could not create the shadow database: %s. Let the database user create databases (ALTER ROLE … CREATEDB), or set shadowDatabaseUrl in the Prisma configuration to an empty database of its own.'
)

/** Also Prisma's: the migration is recorded as failed, and nothing further is applied until that is resolved. */
export const MigrationFailedError = createError(
  'P3018',
  'Migration %s failed to apply: %s\nNo further migration is applied until this one is resolved: correct it, and run "prisma migrate resolve --rolled-back %s" (https://pris.ly/d/migrate-resolve).'
)
