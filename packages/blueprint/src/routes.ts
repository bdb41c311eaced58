import type { FastifyInstance, RouteOptions } from 'fastify'
import {
  BLUEPRINT_ERR_PARAM_MISSING,
  BLUEPRINT_ERR_PARAM_UNKNOWN,
  BLUEPRINT_ERR_ROUTE_PATH,
  BLUEPRINT_ERR_ROUTE_TAKEN,
  BLUEPRINT_ERR_ROUTE_UNKNOWN
} from './errors.js'
import type { NamedRoute, Registry, Scope } from './registry.js'

export type RouteParams = Record<string, string | number>
/** Entries that are undefined or empty are left out. */
export type RouteQuery = Record<string, string | number | boolean | undefined>
/** @throws BLUEPRINT_ERR_ROUTE_UNKNOWN, BLUEPRINT_ERR_PARAM_MISSING, BLUEPRINT_ERR_PARAM_UNKNOWN */
export type UrlFor = (route: string, params?: RouteParams, query?: RouteQuery) => string

/** Takes down every route declared in this scope that has a `name`. */
export function recordRoutes(app: FastifyInstance, scope: Scope, registry: Registry): void {
  app[kScope] = scope
  app.addHook('onRoute', function record(route) {
    // The hook is inherited by blueprints mounted within this scope.
    if (this[kScope] === scope && route.name) recordRoute(route, scope, registry)
  })
}

/** Builds `urlFor` as it is seen from within a scope. */
export function urlBuilder(scope: Scope, registry: Registry): UrlFor {
  return function urlFor(name, params = {}, query) {
    const full = name.startsWith('.') ? qualified(name.slice(1), scope) : name
    const route = registry.routes.get(full)
    if (!route) throw new BLUEPRINT_ERR_ROUTE_UNKNOWN(full, [...registry.routes.keys()].join(', '))
    for (const param of Object.keys(params)) {
      if (!isParam(route, param)) throw new BLUEPRINT_ERR_PARAM_UNKNOWN(full, route.url, param)
    }
    return route.pieces.map(fill).join('') + queryString(query)

    function fill(piece: string, place: number): string {
      if (place % 2 === 0) return piece
      const value = params[piece]
      if (value === undefined || value === '') throw new BLUEPRINT_ERR_PARAM_MISSING(full, route?.url, piece)
      return encodeURIComponent(value)
    }
  }
}

function recordRoute(route: RouteOptions & { name?: string }, scope: Scope, registry: Registry): void {
  const name = qualified(route.name ?? '', scope)
  const known = registry.routes.get(name)
  const url = withoutTrailingSlash(route.url)
  // Fastify tells of `/goods` and `/goods/`, and of GET and HEAD, as routes of their own.
  if (known?.url === url) return
  if (known) throw new BLUEPRINT_ERR_ROUTE_TAKEN(name, known.url, url)
  if (/[*?]$/.test(url)) throw new BLUEPRINT_ERR_ROUTE_PATH(name, url)
  registry.routes.set(name, { url, pieces: url.split(/:(\w+)(?:\([^)]*\))?/) })
}

function qualified(name: string, scope: Scope): string {
  return scope.name ? `${scope.name}.${name}` : name
}

function withoutTrailingSlash(url: string): string {
  return url.length > 1 && url.endsWith('/') ? url.slice(0, -1) : url
}

function isParam(route: NamedRoute, param: string): boolean {
  return route.pieces.some((piece, place) => place % 2 === 1 && piece === param)
}

function queryString(query: RouteQuery = {}): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(key, String(value))
  }
  return search.size > 0 ? `?${search}` : ''
}

const kScope = Symbol('larder.scope')

declare module 'fastify' {
  interface FastifyInstance {
    [kScope]?: Scope
  }
  interface RouteShorthandOptions {
    /** What `urlFor` knows the route by, within its blueprint. */
    name?: string
  }
}
