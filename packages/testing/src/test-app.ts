import database from '@larder/database'
import Fastify, { type FastifyInstance, type FastifyPluginAsync, type FastifyPluginCallback } from 'fastify'
import { freshDatabase } from './fresh-database.js'
import { onTeardown, type Teardown } from './teardown.js'
import { createClient, recordErrors, type TestClient } from './test-client.js'

/** A plugin, or a plugin and its options. */
export type TestPlugin = Plugin | readonly [plugin: Plugin, options: object]

// biome-ignore lint/suspicious/noExplicitAny: what options a plugin takes is between the test and the plugin
type Plugin = FastifyPluginAsync<any> | FastifyPluginCallback<any>

export interface TestApp extends FastifyInstance {
  /** A visitor of their own: a client with an empty cookie jar. */
  client(): TestClient
}

/**
 * An app made of `plugins`, with a fresh migrated database as `app.db`; both are gone when the test ends. It listens
 * to no port. It is in test mode: the error of a handler that fails is thrown in the test, by the client's request.
 *
 * @param t the test, or anything with tap's `teardown` or node:test's `after`
 */
export async function testApp(t: Teardown, ...plugins: TestPlugin[]): Promise<TestApp> {
  const url = await freshDatabase(t)
  const app: FastifyInstance = Fastify()
  onTeardown(t, () => app.close())
  recordErrors(app)
  app.register(database, { url })
  for (const plugin of plugins) {
    if (typeof plugin === 'function') app.register(plugin)
    else app.register(plugin[0], plugin[1])
  }
  await app.ready()
  return Object.assign(app, { client: () => createClient(app) })
}
