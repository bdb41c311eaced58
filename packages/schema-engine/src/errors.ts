import { createError } from '@fastify/error'

/** The engine and the Prisma CLI come from different builds: what they say to each other may differ. */
export const SCHEMA_ENGINE_ERR_OTHER_BUILD = createError(
  'SCHEMA_ENGINE_ERR_OTHER_BUILD',
  'This is schema engine %s, but the Prisma CLI with %s needs %s: install versions of prisma and @larder/schema-engine that belong together.'
)

/** The WebAssembly engine does not know the database, and Prisma's own engine is not to be had. */
export const SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE = createError(
  'SCHEMA_ENGINE_ERR_NO_NATIVE_ENGINE',
  "%s needs Prisma's own schema engine, which could not be had: %s"
)

/** MySQL is read by Prisma's own engine only. */
export const SCHEMA_ENGINE_ERR_NO_INTROSPECTION = createError(
  'SCHEMA_ENGINE_ERR_NO_INTROSPECTION',
  "To read models from a MySQL database takes Prisma's own schema engine: set PRISMA_SCHEMA_ENGINE_BINARY to its path."
)

/** What the models say of PostgreSQL has no form in MySQL. */
export const SCHEMA_ENGINE_ERR_NO_FORM = createError(
  'SCHEMA_ENGINE_ERR_NO_FORM',
  'The models have no form in MySQL here: %s. %s.'
)

/** The address is not that of a PostgreSQL database. */
export const SCHEMA_ENGINE_ERR_BAD_URL = createError(
  'SCHEMA_ENGINE_ERR_BAD_URL',
  'The database URL %s. It should look like postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with special characters percent-encoded.'
)

/** The shadow database is emptied, so it must not be the one whose data count. */
export const SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN = createError(
  'SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN',
  'shadowDatabaseUrl leads to the database of the project itself (%s), and a shadow database is emptied. Set it to an empty database of its own, or leave it out.'
)

/** The lock of migrations belongs to a connection. */
export const SCHEMA_ENGINE_ERR_POOLED = createError(
  'SCHEMA_ENGINE_ERR_POOLED',
  'The database is reached through a pooler that shares connections between transactions, and with them the lock of migrations. Use the address of the server itself.'
)

/** A translation from PostgreSQL to MySQL is not complete. */
export const SCHEMA_ENGINE_ERR_TO_TRANSLATE = createError(
  'SCHEMA_ENGINE_ERR_TO_TRANSLATE',
  "MySQL's form of %s is not complete: write the statement of its line %s by hand, as the comment there says."
)

/** The engine broke down. In this process it will not work again. */
export const SCHEMA_ENGINE_ERR_PANIC = createError(
  'SCHEMA_ENGINE_ERR_PANIC',
  'The schema engine panicked: %s'
)

/** The caller asks for something that there is not. */
export const SCHEMA_ENGINE_ERR_USAGE = createError('SCHEMA_ENGINE_ERR_USAGE', '%s')

// Prisma's own codes, some of which its CLI acts on: https://www.prisma.io/docs/orm/reference/error-reference

/** Authentication failed. */
export const P1000 = createError('P1000', 'The database server at %s does not let the user in: %s')
/** The server cannot be reached. */
export const P1001 = createError('P1001', 'The database server at %s cannot be reached: %s')
/** The lock of migrations was not to be had in time. */
export const P1002 = createError(
  'P1002',
  'Another process has kept the lock of migrations for more than %s seconds: %s. Try again when it is done, or set SCHEMA_ENGINE_LOCK_TIMEOUT to more seconds.'
)
/** The server has no such database. */
export const P1003 = createError('P1003', 'There is no database %s on the server at %s.')
/** The role may not use the database. */
export const P1010 = createError('P1010', 'The database server at %s refuses: %s')
/** The TLS connection failed. */
export const P1011 = createError(
  'P1011',
  'No secure connection to the database server at %s: %s. In the URL, %s.'
)

/** Without records of migrations, a database with tables is not one to begin in. */
export const P3005 = createError(
  'P3005',
  'The database schema is not empty. Read more about how to baseline an existing production database: https://pris.ly/d/migrate-baseline'
)
/** A migration does not run in the shadow database. */
export const P3006 = createError(
  'P3006',
  'Migration `%s` failed to apply cleanly to the shadow database.\nError:\n%s'
)
/** The migration to be marked as applied is so already. */
export const P3008 = createError(
  'P3008',
  'The migration `%s` is already recorded as applied in the database.'
)
/** A migration has failed before. */
export const P3009 = createError(
  'P3009',
  'migrate found failed migrations in the target database, new migrations will not be applied. Read more about how to resolve migration issues in a production database: https://pris.ly/d/migrate-resolve\n%s'
)
/** There is no record of the migration to be marked as rolled back. */
export const P3011 = createError(
  'P3011',
  'Migration `%s` cannot be rolled back because it was never applied to the database. Hint: did you pass in the whole migration name? (example: "20201207184859_initial_migration")'
)
/** The migration to be marked as rolled back has not failed. */
export const P3012 = createError(
  'P3012',
  'Migration `%s` cannot be rolled back because it is not in a failed state.'
)
/** The shadow database cannot be created. The message is Prisma's. */
export const P3014 = createError(
  'P3014',
  'Prisma Migrate could not create the shadow database: %s. Let the database user create databases (%s), or set shadowDatabaseUrl in the Prisma configuration to an empty database of its own.'
)

/** A folder of the migrations has no script. */
export const P3015 = createError(
  'P3015',
  'Could not find the migration file at %s. Please delete the directory or restore the migration file.'
)
/** There is no folder of the migration to be marked as applied. */
export const P3017 = createError(
  'P3017',
  'The migration %s could not be found. Please make sure that the migration exists, and that you included the whole name of the directory. (example: "20201207184859_initial_migration")'
)
/** A migration failed. It is recorded so, and nothing further is applied until that is resolved. */
export const P3018 = createError(
  'P3018',
  'Migration %s failed to apply: %s\nNo further migration is applied until this one is resolved: correct it, and run "prisma migrate resolve --rolled-back %s" (https://pris.ly/d/migrate-resolve).'
)
/** The folder of migrations belongs to another kind of database. */
export const P3019 = createError(
  'P3019',
  'The datasource provider `%s` specified in your schema does not match the one specified in the migration_lock.toml, `%s`. Please remove your current migration directory and start a new migration history with prisma migrate dev. Read more: https://pris.ly/d/migrate-provider-switch'
)
