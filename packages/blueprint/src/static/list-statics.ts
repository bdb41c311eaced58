import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Registry, registryOf, type Scope } from '../registry.js'
import { assetPath } from './assets.js'
import { COMPRESSED } from './compress.js'
import { contentHash, staticPath } from './serve-static.js'

/** What a server in front needs to know of a blueprint or the app: to serve its static files, and to let large bodies through. */
export interface StaticsEntry {
  /** Its name, '' for the app. */
  blueprint: string
  /** Below which all its URLs are: `/goods`, '' for the app. */
  prefix: string
  /** Where its static files are; undefined where it has none. */
  statics: StaticFolder | undefined
  /** Its routes with a limit of their own for bodies; undefined where it has none. */
  bodyLimits?: BodyLimit[] | undefined
}

export interface BodyLimit {
  /** As it was declared: `/staff/goods/:id/pictures/files`. */
  url: string
  /** Bytes of the largest body. */
  bytes: number
}

export interface StaticFolder {
  folder: string
  /** Where they are found: `/goods/static/`. */
  url: string
  /** Each file, less its compressed forms, and the hash that is in its URL as `?v=`. */
  files: { url: string; hash: string }[]
}

/** Every mounted blueprint with its static files: the data behind `gateway statics`. */
export function listStatics(app: FastifyInstance): StaticsEntry[] {
  const registry = registryOf(app)
  return [...registry.scopes.values()].map((scope) => ({
    blueprint: scope.name,
    prefix: registry.basePath + scope.prefix,
    statics: staticsOf(scope, registry),
    bodyLimits: bodyLimitsOf(scope, registry)
  }))
}

function bodyLimitsOf({ name }: Scope, { table, basePath }: Registry): BodyLimit[] | undefined {
  const limits = table.flatMap(({ blueprint, url, bodyLimit }) =>
    blueprint === name && bodyLimit !== undefined ? { url: basePath + url, bytes: bodyLimit } : []
  )
  return limits.length > 0 ? limits : undefined
}

function staticsOf(scope: Scope, registry: Registry): StaticFolder | undefined {
  const folder = scope.static
  if (!folder || !existsSync(folder)) return
  const files = filesBelow(folder).map((name) => ({
    url: assetPath(scope, registry, name),
    hash: contentHash(path.join(folder, name))
  }))
  return { folder, url: registry.basePath + scope.prefix + staticPath(scope), files }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !COMPRESSED.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !name.split(path.sep).some((part) => part.startsWith('.')))
    .sort()
}
