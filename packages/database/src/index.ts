// With a star, so that an app can add to `Register`.
export type * from './app-client/register.js'
export { type ClientOptions, createClient, isMysql, poolFigures } from './client.js'
export { containsText, escapeLike } from './contains-text.js'
export { createMissing, createRows } from './create-rows.js'
export { schemaOf, sslmodeAdvice } from './database-url.js'
export { isDatabaseAway, mysqlNumberOf, postgresCodeOf } from './driver-errors/database-away.js'
export { isKnownRequestError } from './driver-errors/known-request-error.js'
export { violatedConstraint } from './driver-errors/violated-constraint.js'
export { Prisma } from './generated/client.js'
export {
  Allergen,
  ContentUnit,
  Gender,
  Grade,
  NutritionBasis,
  ReviewStatus,
  Role,
  TokenPurpose
} from './generated/enums.js'
export { inTransaction, rollBack } from './in-transaction.js'
export { openConnections } from './open-connections.js'
export {
  pendingMigrations,
  pendingMigrationsAt,
  shippedMigrations,
  shippedMigrationsFor,
  shippedProject
} from './pending-migrations.js'
export {
  type DatabaseOptions,
  default,
  type OpenedClient,
  type OwnClient
} from './plugin.js'
export { executeStatement, queryRows, type RowWatcher, watchRows } from './query-rows.js'
export { readJson } from './read-json.js'
export {
  type Statement,
  statement,
  type TextPair,
  Timestamp,
  type Value,
  type ValueOf,
  wrapStatement
} from './statement.js'
export { takesWrites } from './takes-writes.js'
