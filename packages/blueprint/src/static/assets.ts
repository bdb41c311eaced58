import { existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { BLUEPRINT_ERR_ASSET_NAME, BLUEPRINT_ERR_ASSET_UNKNOWN } from '../errors.js'
import { appScopes, nameFor, type Registry, type Scope } from '../registry.js'
import { contentHash, staticPath } from './serve-static.js'

/**
 * Builds `assetUrl` as it is seen from within a scope: files are looked up as templates are,
 * `B:FILE` in B alone. The URL ends with a hash of the content, so that the file may be cached for
 * ever.
 */
export function assetUrls(scope: Scope, registry: Registry): (file: string) => string {
  const found = new Map<string, string>()
  return function assetUrl(file) {
    const known = registry.development ? undefined : found.get(file)
    const url = known ?? findAsset(file, scope, registry)
    found.set(file, url)
    return url
  }
}

/** The URL of a scope's own file, without its hash. */
export function assetPath(scope: Scope, { basePath }: Registry, name: string): string {
  return basePath + scope.prefix + staticPath(scope) + name.split('/').map(encodeURIComponent).join('/')
}

// Words joined by slashes, none of which begins with a dot.
const NAME =
  /^(?:([a-z][a-z0-9.-]*):)?([^./\\:\p{Cc}\p{Cs}][^/\\:\p{Cc}\p{Cs}]*(?:\/[^./\\:\p{Cc}\p{Cs}][^/\\:\p{Cc}\p{Cs}]*)*)$/u

function findAsset(file: string, scope: Scope, registry: Registry): string {
  const [, owner, name] = NAME.exec(file) ?? []
  if (!name || name.length > 200) {
    throw new BLUEPRINT_ERR_ASSET_NAME(nameFor(scope.name), file.slice(0, 80))
  }
  const places = owner ? [{ scope: registry.scopes.get(owner), name }] : cascade(scope, registry, name)
  const searched = new Set<string>()
  for (const { scope: place, name } of places) {
    if (!place?.static) continue
    const full = path.join(place.static, name)
    if (isFile(full)) return assetPath(place, registry, name) + version(full)
    searched.add(full)
  }
  throw new BLUEPRINT_ERR_ASSET_UNKNOWN(
    nameFor(owner ?? scope.name),
    name,
    [...searched].join(', ') || 'nothing'
  )
}

function cascade(scope: Scope, registry: Registry, name: string) {
  const apps = appScopes(registry).flatMap((app) => [
    { scope: app, name: path.posix.join(scope.name, name) },
    { scope: app, name }
  ])
  return [...apps, { scope, name }]
}

function isFile(full: string): boolean {
  return existsSync(full) && statSync(full).isFile()
}

function version(full: string): string {
  return `?v=${contentHash(full)}`
}
