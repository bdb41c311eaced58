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
  return function urlFor(
    name: string,
    params: RouteParams = {},
    query: RouteQuery = {},
    { absolute = defaults.absolute ?? false, language = defaults.language }: UrlOptions = {}
  ): string {
    const full = name.startsWith('.') ? qualifiedName(name.slice(1), scope) : name
    const route = registry.routes.get(full)
    if (!route) throw new BLUEPRINT_ERR_ROUTE_UNKNOWN(full, [...registry.routes.keys()].join(', '))
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
  const path = route.pieces.map(fill).join('')
  // However they are written, clients leave them out, and ask for another page (WHATWG URL, "dot
  // segments").
  if (/\/\.{1,2}(\/|$)/.test(path)) throw new BLUEPRINT_ERR_PARAM_VALUE(name, route.url)
  return path

  function fill(piece: string, place: number): string {
    if (place % 2 === 0) return piece
    const value = params[piece]
    if (value === undefined || value === '') throw new BLUEPRINT_ERR_PARAM_MISSING(name, route.url, piece)
    if (isHalved(value)) throw new BLUEPRINT_ERR_PARAM_VALUE(name, route.url)
    return encodeURIComponent(value)
  }
}

function isParam(route: NamedRoute, param: string): boolean {
  return route.pieces.some((piece, place) => place % 2 === 1 && piece === param)
}

/** Whether half of a character is missing: no URL can hold it. */
function isHalved(value: unknown): boolean {
  return /\p{Cs}/u.test(String(value))
}

function queryString(name: string, route: NamedRoute, query: RouteQuery): string {
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (isHalved(value)) throw new BLUEPRINT_ERR_PARAM_VALUE(name, route.url)
    if (value !== undefined && value !== '') search.set(key, String(value))
  }
  return search.size > 0 ? `?${search}` : ''
}
