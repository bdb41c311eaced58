import {
  BLUEPRINT_ERR_NO_ORIGIN,
  BLUEPRINT_ERR_PARAM_MISSING,
  BLUEPRINT_ERR_PARAM_UNKNOWN,
  BLUEPRINT_ERR_PARAM_VALUE,
  BLUEPRINT_ERR_ROUTE_UNKNOWN
} from '../errors.js'
import type { NamedRoute, Registry, Scope } from '../registry.js'
import { qualifiedName } from './route-table.js'
import type { RouteParams, RouteQuery, UrlFor, UrlOptions } from './routes.js'

/** Builds `urlFor` as it is seen from within a scope. */
export function urlBuilder(scope: Scope, registry: Registry, defaults: UrlOptions = {}): UrlFor {
  // A page has dozens of links to the same few routes without parameters.
  const plain = new WeakMap<NamedRoute, string>()
  return function urlFor(name: string, params?: RouteParams, query?: RouteQuery, options?: UrlOptions) {
    const full = name.startsWith('.') ? qualifiedName(name.slice(1), scope) : name
    const route = registry.routes.get(full)
    if (!route) throw new BLUEPRINT_ERR_ROUTE_UNKNOWN(full, [...registry.routes.keys()].join(', '))
    if (params || query || options) return build(full, route, params, query, options)
    const known = plain.get(route) ?? build(full, route)
    plain.set(route, known)
    return known
  }

  function build(
    full: string,
    route: NamedRoute,
    params: RouteParams = {},
    query: RouteQuery = {},
    { absolute = defaults.absolute ?? false, language = defaults.language }: UrlOptions = {}
  ): string {
    if (absolute && !registry.origin) throw new BLUEPRINT_ERR_NO_ORIGIN(full)
    const origin = absolute ? registry.origin : ''
    const path = fillIn(full, route, params) + queryString(full, route, query)
    return origin + registry.basePath + (language ? registry.languages.localPath(path, language) : path)
  }
}

function fillIn(name: string, route: NamedRoute, params: RouteParams): string {
  for (const param of Object.keys(params)) {
    if (!isParam(route, param)) throw new BLUEPRINT_ERR_PARAM_UNKNOWN(name, route.url, param)
  }
  if (route.pieces.length === 1) return route.url
  const path = route.pieces.map(fill).join('')
  // However they are written, clients leave them out, and ask for another page (WHATWG URL, "dot
  // segments").
  if (/\/\.{1,2}(\/|$)/.test(path)) throw new BLUEPRINT_ERR_PARAM_VALUE(name, route.url)
  return path

  function fill(piece: string, place: number): string {
    if (place % 2 === 0) return piece
    const value = params[piece]
    if (value === undefined || value === '') throw new BLUEPRINT_ERR_PARAM_MISSING(name, route.url, piece)
    try {
      return encodeURIComponent(value)
    } catch {
      // Half of a character: no URL can hold it.
      throw new BLUEPRINT_ERR_PARAM_VALUE(name, route.url)
    }
  }
}

function isParam(route: NamedRoute, param: string): boolean {
  return route.pieces.some((piece, place) => place % 2 === 1 && piece === param)
}

function queryString(name: string, route: NamedRoute, query: RouteQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  if (given.length === 0) return ''
  const search = new URLSearchParams()
  for (const [key, value] of given) {
    if (/\p{Cs}/u.test(String(value))) throw new BLUEPRINT_ERR_PARAM_VALUE(name, route.url)
    search.set(key, String(value))
  }
  return `?${search}`
}
