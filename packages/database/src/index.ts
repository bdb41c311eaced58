import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type ClientOptions, createClient, type PrismaClient } from './client.js'

export interface DatabaseOptions extends ClientOptions {
  /** A connection string of PostgreSQL, MySQL or MariaDB. */
  url: string
}

/** Gives the app one Prisma client as `app.db`, closed with the app. It connects at the first query. */
export default fp(database, { name: '@larder/database', fastify: '5.x' })

async function database(app: FastifyInstance, { url, ...options }: DatabaseOptions) {
  const db = createClient(url, { onConnectionLost: (error) => app.log.warn(error), ...options })
  app.decorate('db', db)
  app.addHook('onClose', () => db.$disconnect())
}

declare module 'fastify' {
  interface FastifyInstance {
    db: PrismaClient
  }
}

export {
  type ClientOptions,
  createClient,
  type Database,
  isMysql,
  type PrismaClient,
  poolFigures
} from './client.js'
export { containsText } from './contains-text.js'
export { createMissing } from './create-missing.js'
export { schemaOf, sslmodeAdvice } from './database-url.js'
export { isDatabaseAway, mysqlNumberOf, postgresCodeOf } from './driver-errors/database-away.js'
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
  shippedMigrations,
  shippedMigrationsFor,
  shippedProject
} from './pending-migrations.js'
export { executeStatement, queryRows, type RowWatcher, watchRows } from './query-rows.js'
export { type Statement, statement, type TextPair, Timestamp, type Value } from './statement.js'
export { takesWrites } from './takes-writes.js'
