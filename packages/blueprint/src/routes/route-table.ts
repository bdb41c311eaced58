import type { FastifyInstance, RouteOptions } from 'fastify'
import { BLUEPRINT_ERR_ROUTE_PATH, BLUEPRINT_ERR_ROUTE_TAKEN } from '../errors.js'
import { isServed, kScope, type Registry, type RouteEntry, registryOf, type Scope } from '../registry.js'

/** Every route of an app that is ready: the data behind `gateway routes`. */
export function listRoutes(app: FastifyInstance): RouteEntry[] {
  return registryOf(app).table
}

/** Those that this instance serves: others may serve the rest. */
export function listServedRoutes(app: FastifyInstance): RouteEntry[] {
  const registry = registryOf(app)
  return registry.table.filter(({ blueprint }) => isServed(blueprint, registry))
}

/** Records every route of this scope for `listRoutes`, and named ones for `urlFor`. */
export function recordRoutes(app: FastifyInstance, scope: Scope, registry: Registry): void {
  app.addHook('onRoute', function record(route) {
    // The hook is inherited by blueprints mounted within this scope.
    if (this[kScope] !== scope) return
    const name = route.name && qualifiedName(route.name, scope)
    const url = withoutTrailingSlash(route.url)
    if (name) nameRoute(name, url, registry)
    addRow(route, { url, name }, scope, registry)
  })
}

/** The name by which everybody knows what the scope calls `name`. */
export function qualifiedName(name: string, scope: Scope): string {
  return scope.name ? `${scope.name}.${name}` : name
}

/** Has `urlFor` know a route that the app has left out, until the app declares its own by this name. */
export function nameLeftOut(name: string, url: string, registry: Registry): void {
  if (registry.routes.has(name)) return
  nameRoute(name, withoutTrailingSlash(url), registry)
  registry.leftOut.add(name)
}

function nameRoute(name: string, url: string, registry: Registry): void {
  if (registry.leftOut.delete(name)) registry.routes.delete(name)
  const known = registry.routes.get(name)
  // Fastify tells of `/goods` and `/goods/`, and of GET and HEAD, as routes of their own.
  if (known?.url === url) return
  if (known) throw new BLUEPRINT_ERR_ROUTE_TAKEN(name, known.url, url)
  if (/[*?]$/.test(url)) throw new BLUEPRINT_ERR_ROUTE_PATH(name, url)
  registry.routes.set(name, { url, pieces: url.split(/:(\w+)(?:\([^)]*\))?/) })
}

function addRow(
  route: RouteOptions,
  { url, name }: Pick<RouteEntry, 'url' | 'name'>,
  scope: Scope,
  { table }: Registry
): void {
  for (const method of [route.method].flat()) {
    if (method === 'HEAD' || table.some((row) => row.method === method && row.url === url)) continue
    table.push({
      method,
      url,
      name,
      blueprint: scope.name,
      package: scope.package,
      templates: route.templates ?? [],
      bodyLimit: route.bodyLimit,
      config: route.config ?? {}
    })
  }
}

function withoutTrailingSlash(url: string): string {
  return url.length > 1 && url.endsWith('/') ? url.slice(0, -1) : url
}

declare module 'fastify' {
  interface RouteShorthandOptions {
    /** What `urlFor` knows the route by, within its blueprint. */
    name?: string
    /** The templates that the route's handler may show. Each must be there when the app starts. */
    templates?: readonly string[]
  }
  interface FastifySchema {
    /** What the route does, in a few words, for who describes the routes to others. */
    summary?: string
  }
}
