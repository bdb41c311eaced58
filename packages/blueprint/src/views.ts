import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Eta } from 'eta/core'
import {
  BLUEPRINT_ERR_TEMPLATE_BROKEN,
  BLUEPRINT_ERR_TEMPLATE_NAME,
  BLUEPRINT_ERR_TEMPLATE_UNKNOWN
} from './errors.js'
import { APP, type Registry, type Scope } from './registry.js'

export interface Views {
  /** @throws BLUEPRINT_ERR_TEMPLATE_NAME, BLUEPRINT_ERR_TEMPLATE_UNKNOWN */
  render(template: string, data: object): string
  /** Compiles all that this scope can render, so that a broken template stops the boot and not a visitor. */
  compileAll(): void
}

const EXTENSION = '.eta'

/**
 * The views of one blueprint. A template is looked up as the app's `B/NAME`, the app's `NAME`, the blueprint's own
 * `NAME`, and never in another blueprint, unless `B:NAME` names it outright. Layouts and includes take the same way.
 */
export function createViews(scope: Scope, registry: Registry): Views {
  const eta = new Eta({
    cache: !registry.development,
    debug: registry.development,
    functionHeader: 'const { urlFor, assetUrl } = it'
  })
  const found = new Map<string, string>()
  eta.resolvePath = function resolve(template) {
    const known = registry.development ? undefined : found.get(template)
    if (known) return known
    const file = findTemplate(template, scope, registry)
    found.set(template, file)
    return file
  }
  eta.readFile = (file) => readFileSync(file, 'utf8')

  return {
    render: (template, data) => eta.render(template, data),
    compileAll() {
      if (registry.development) return
      for (const file of folders(scope, registry).flatMap(templatesIn)) {
        try {
          eta.templatesSync.define(file, eta.compile(readFileSync(file, 'utf8'), { filepath: file }))
        } catch (error) {
          throw new BLUEPRINT_ERR_TEMPLATE_BROKEN(file, (error as Error).message)
        }
      }
    }
  }
}

function findTemplate(template: string, scope: Scope, registry: Registry): string {
  const [, owner, name] = /^(?:([a-z][a-z0-9-]*):)?([\w-]+(?:\/[\w-]+)*)$/.exec(template) ?? []
  if (!name) throw new BLUEPRINT_ERR_TEMPLATE_NAME(template)
  const places = owner ? [registry.scopes.get(owner)?.templates] : folders(scope, registry)
  const files = places.flatMap((folder) => (folder ? [path.join(folder, name + EXTENSION)] : []))
  const file = files.find(existsSync)
  if (!file) {
    const who = owner || scope.name ? `The blueprint '${owner ?? scope.name}'` : 'The app'
    throw new BLUEPRINT_ERR_TEMPLATE_UNKNOWN(who, name, files.join(', ') || 'nothing')
  }
  return file
}

/** Where a scope's templates are looked for, in this order. */
function folders(scope: Scope, registry: Registry): string[] {
  const app = registry.scopes.get(APP)?.templates
  const places = [app && path.join(app, scope.name), app, scope.templates]
  return [...new Set(places)].filter((folder) => folder !== undefined)
}

function templatesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => path.join(folder, file))
}
