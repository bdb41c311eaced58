import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { BLUEPRINT_ERR_TEMPLATE_NAME, BLUEPRINT_ERR_TEMPLATE_UNKNOWN } from '../errors.js'
import {
  APP,
  appScopes,
  nameFor,
  OWN_MESSAGES,
  type Registry,
  type Scope,
  type TemplateKind
} from '../registry.js'

const EXTENSION = '.eta'
// Words joined by slashes, so that no name leads out of a folder.
const NAME = /^(?:([a-z][a-z0-9.-]*):)?([\w-]+(?:\/[\w-]+)*)$/

/**
 * The file of a template as a scope sees it: the app's `B/NAME`, the app's `NAME`, these two of what the
 * app builds upon, the scope's own `NAME`, then the default of this package, and never another blueprint's, unless `B:NAME` names it
 * outright.
 *
 * @throws BLUEPRINT_ERR_TEMPLATE_NAME, BLUEPRINT_ERR_TEMPLATE_UNKNOWN
 */
export function findTemplate(
  template: string,
  scope: Scope,
  registry: Registry,
  kind: TemplateKind = 'templates'
): string {
  const files = placesOf(template, scope, registry, kind)
  const file = files.find(existsSync)
  if (file) return file
  const [, owner, name] = NAME.exec(template) ?? []
  throw new BLUEPRINT_ERR_TEMPLATE_UNKNOWN(nameFor(owner ?? scope.name), name, files.join(', ') || 'nothing')
}

/**
 * The files that may be a template as a scope sees it, in the order of search.
 *
 * @throws BLUEPRINT_ERR_TEMPLATE_NAME
 */
export function placesOf(template: string, scope: Scope, registry: Registry, kind: TemplateKind): string[] {
  const [, owner, name] = NAME.exec(template) ?? []
  if (!name || name.length > 200) {
    throw new BLUEPRINT_ERR_TEMPLATE_NAME(nameFor(scope.name), template.slice(0, 80))
  }
  const folders = owner ? [registry.scopes.get(owner)?.[kind]] : templateFolders(scope, registry, kind)
  return [...folders, ...defaultFolders(name, kind)].flatMap((folder) =>
    folder ? [templateFile(folder, name)] : []
  )
}

/** Where a scope's templates are looked for, in this order. */
export function templateFolders(
  scope: Scope,
  registry: Registry,
  kind: TemplateKind = 'templates'
): string[] {
  const apps = appScopes(registry).flatMap(({ [kind]: folder }) =>
    folder ? [path.join(folder, scope.name), folder] : []
  )
  const places = [...apps, scope[kind]]
  return [...new Set(places)].filter((folder) => folder !== undefined)
}

/**
 * Whose messages a template has: those of the blueprint that it lies in, or that the app's folder
 * is named after, or that of what it builds upon. Who includes it does not matter. Of two that
 * share a folder it is the one that was mounted first.
 */
export function ownerOfTemplate(file: string, registry: Registry, kind: TemplateKind): string {
  const apps = appScopes(registry)
  const blueprints = [...registry.scopes.values()].filter((one) => !apps.includes(one))
  const isIn = (folder: string | undefined) => folder !== undefined && file.startsWith(folder + path.sep)
  const found =
    blueprints.find(({ [kind]: folder }) => isIn(folder)) ??
    blueprints.find(({ name }) => apps.some(({ [kind]: app }) => app && isIn(path.join(app, name))))
  return found?.owner ?? (isIn(DEFAULT_TEMPLATES) ? OWN_MESSAGES : APP)
}

/** The folder of the templates that stand in where there is no other: a plain layout for pages. */
export const DEFAULT_TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url))

/** {@link DEFAULT_TEMPLATES}, if it has this template. */
export function defaultFolders(template: string, kind: TemplateKind): string[] {
  return kind === 'templates' && existsSync(templateFile(DEFAULT_TEMPLATES, template))
    ? [DEFAULT_TEMPLATES]
    : []
}

/** The names of the templates in a folder and the folders within it. */
export function templatesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length).split(path.sep).join('/'))
    .sort()
}

export function templateFile(folder: string, name: string): string {
  return path.join(folder, name + EXTENSION)
}
