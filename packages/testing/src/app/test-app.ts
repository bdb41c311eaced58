import database from '@larder/database'
import Fastify, {
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyPluginCallback,
  type FastifyServerOptions,
  LogController
} from 'fastify'
import { PATIENT } from '../database/connect.js'
import { freshDatabase } from '../database/fresh-database.js'
import { onTeardown, type Teardown } from '../teardown.js'
import { sharedSchemas } from './shared-schemas.js'
import { createClient, recordErrors, type TestClient } from './test-client.js'
import { createWatchedLog } from './watched-log.js'

/** A plugin, or a plugin and its options. */
export type TestPlugin = Plugin | readonly [plugin: Plugin, options: object]

// biome-ignore lint/suspicious/noExplicitAny: what options a plugin takes is between the test and the plugin
type Plugin = FastifyPluginAsync<any> | FastifyPluginCallback<any>

export interface TestApp extends FastifyInstance {
  /** The connection string of its database, for other processes. */
  databaseUrl: string
  /** A visitor of their own: a client with an empty cookie jar. */
  client(): TestClient
  /** What the app has logged so far. */
  logged(): Record<string, unknown>[]
}

/**
 * An app made of `plugins`, with a fresh migrated database as `app.db`; both are gone when the test ends. It listens
 * to no port. It is in test mode: the error of a handler that fails is thrown in the test, by the client's request. A
 * password, token or cookie of its clients that is found in the app's log fails the test at its end.
 *
 * @param t the test, or anything with tap's `teardown` or node:test's `after`
 */
export function testApp(t: Teardown, ...plugins: TestPlugin[]): Promise<TestApp> {
  return testAppWith(t, {}, ...plugins)
}

/** What differs from a test app's server and database. */
export interface TestAppOptions extends Pick<FastifyServerOptions, 'rewriteUrl'> {
  /** The class of `app.db`. @default Larder's own */
  PrismaClient?: new (
    options: never
  ) => object
}

/** The same with options. */
export async function testAppWith(
  t: Teardown,
  { PrismaClient, ...options }: TestAppOptions,
  ...plugins: TestPlugin[]
): Promise<TestApp> {
  const url = await freshDatabase(t)
  const log = createWatchedLog()
  const app: FastifyInstance = Fastify({
    logger: { level: 'trace', stream: log.stream },
    // It has URLs, and in those of mails there are secrets.
    logController: new LogController({ disableRequestLogging: true }),
    schemaController: sharedSchemas,
    // tap watches over it, and with more patience on a busy machine.
    pluginTimeout: 0,
    ...options
  })
  onTeardown(t, async () => {
    await app.close()
    log.check()
  })
  recordErrors(app)
  const own = PrismaClient && { PrismaClient }
  app.register(database, { url, ...PATIENT, ...own })
  for (const plugin of plugins) {
    if (typeof plugin === 'function') app.register(plugin)
    else app.register(plugin[0], plugin[1])
  }
  await app.ready()
  const client = () => createClient(app, log.note)
  return Object.assign(app, { databaseUrl: url, client, logged: log.read })
}
