import type { FastifyInstance, FastifyRequest } from 'fastify'

/** What the blueprints of one app know of each other. */
export interface Registry {
  scopes: Map<string, Scope>
  routes: Map<string, NamedRoute>
  development: boolean
  context: (request: FastifyRequest) => object
}

/** A blueprint as it is mounted, or the app itself. */
export interface Scope {
  name: string
  prefix: string
  templates: string | undefined
  static: string | undefined
}

export interface NamedRoute {
  url: string
  /** The path cut at its parameters: literal text at even places, a parameter's name at odd ones. */
  pieces: string[]
}

/** The name of the scope that is the app itself. */
export const APP = ''

/** The app's one registry. All instances of an app, encapsulated or not, share its server, so that is the key. */
export function registryOf(app: FastifyInstance): Registry {
  const known = registries.get(app.server)
  if (known) return known
  const registry = { scopes: new Map(), routes: new Map(), development: false, context: () => ({}) }
  registries.set(app.server, registry)
  return registry
}

const registries = new WeakMap<object, Registry>()
