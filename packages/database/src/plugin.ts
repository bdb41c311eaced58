import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { checkModels } from './app-client/check-models.js'
import type { ClientClass, Register } from './app-client/register.js'
import { type ClientOptions, createClient, type PrismaClient } from './client.js'
import { DATABASE_ERR_DECORATION_TAKEN } from './errors.js'

/** How the app gets its client: Larder opens one, or the app has one. */
export type DatabaseOptions = OpenedClient | OwnClient

/** Larder opens the client, on a pool of its own, and closes it with the app. */
export type OpenedClient = ClientOptions & {
  /** A connection string of PostgreSQL, MySQL or MariaDB. */
  url: string
  client?: undefined
} & ClassOption

/** The class of the client, which Prisma has generated for the app. @default Larder's own, without the app's models */
type ClassOption = Register extends { client: PrismaClient & object }
  ? { PrismaClient: ClientClass<PrismaClient & object> }
  : { PrismaClient?: ClientClass<object> | undefined }

/** The app opens and closes the client. Its models are Larder's and the app's. */
export interface OwnClient {
  client: PrismaClient
  url?: undefined
}

/**
 * Gives the app one Prisma client as `app.db`. It connects at the first query.
 *
 * @throws DATABASE_ERR_URL, DATABASE_ERR_DECORATION_TAKEN, and DATABASE_ERR_MODELS where a client of the app's own was generated for
 * another version of Larder
 */
export default fp(database, { name: '@larder/database', fastify: '5.x' })

async function database(app: FastifyInstance, { client, ...options }: DatabaseOptions) {
  // Its own: in a plugin's scope it may hide another one of the app around.
  if (Object.hasOwn(app, 'db')) throw new DATABASE_ERR_DECORATION_TAKEN()
  const db = client ?? openClient(app, options)
  checkModels(db)
  app.decorate('db', db)
  // A client that the app has opened is the app's to close.
  if (!client) app.addHook('onClose', () => db.$disconnect())
}

function openClient(app: FastifyInstance, { url = '', ...options }: Omit<DatabaseOptions, 'client'>): object {
  return createClient(url, { onConnectionLost: (error) => app.log.warn(error), ...options })
}

declare module 'fastify' {
  interface FastifyInstance {
    db: Register extends { db: infer Own } ? Own : PrismaClient
  }
}
