import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { APP, registryOf } from './registry.js'
import { openScope } from './scope.js'

export interface BlueprintsOptions {
  /** The app's own templates, which win over every blueprint's. @default none */
  templates?: string
  /** The app's own static files, which win over every blueprint's. @default none */
  static?: string
  /** Read a template anew whenever it is rendered, instead of compiling all at boot. @default false */
  development?: boolean
  /** What every template gets to see of the request, beside its data. @default nothing */
  context?: (request: FastifyRequest) => object
}

/**
 * The app's side of its blueprints: templates and static files that win over theirs. It is registered before them;
 * an app that overrides nothing needs none of it.
 */
export default fp(blueprints, { name: '@larder/blueprint', fastify: '5.x' })

async function blueprints(app: FastifyInstance, options: BlueprintsOptions) {
  const registry = registryOf(app)
  registry.development = options.development ?? false
  registry.context = options.context ?? registry.context
  await openScope(app, { name: APP, templates: options.templates, static: options.static })
}
