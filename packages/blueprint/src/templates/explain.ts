import { existsSync } from 'node:fs'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_NAME_UNKNOWN } from '../errors.js'
import {
  APP,
  appScopes,
  ownerName,
  type Registry,
  registryOf,
  type Scope,
  type TemplateKind
} from '../registry.js'
import { DEFAULT_TEMPLATES, defaultFolders, templateFile, templateFolders, templatesIn } from './cascade.js'

/** Where one template is searched, and the file that wins. */
export interface TemplateExplanation {
  /** Who asks: a blueprint, or '' for the app. */
  blueprint: string
  template: string
  /** The file that is rendered; undefined where there is none. */
  file: string | undefined
  /** Whose file that is: 'app', the blueprint's name, or '@larder/blueprint' of a default. */
  owner: string | undefined
  /** Every place in the order of search. */
  places: { file: string; owner: string; outcome: 'wins' | 'shadowed' | 'missing'; why: string }[]
}

/**
 * Every template that the blueprints and the app can ask for by a name of theirs: the data behind
 * `gateway templates`.
 *
 * @param kind those of pages, or those of mails
 */
export function listTemplates(app: FastifyInstance, kind: TemplateKind = 'templates'): TemplateExplanation[] {
  const registry = registryOf(app)
  return [...registry.scopes.values()].flatMap((scope) =>
    namesOf(scope, registry, kind).map((name) => explain(name, scope, registry, kind))
  )
}

/**
 * How `template` is looked up when `blueprint` asks for it.
 *
 * @param blueprint its name, '' for the app
 * @param kind one of a page, or one of a mail: `verify/text`
 * @throws BLUEPRINT_ERR_NAME_UNKNOWN
 */
export function explainTemplate(
  app: FastifyInstance,
  blueprint: string,
  template: string,
  kind: TemplateKind = 'templates'
): TemplateExplanation {
  const registry = registryOf(app)
  const scope = registry.scopes.get(blueprint)
  if (!scope)
    throw new BLUEPRINT_ERR_NAME_UNKNOWN(blueprint, [...registry.scopes.keys()].filter(Boolean).join(', '))
  return explain(template, scope, registry, kind)
}

function explain(
  template: string,
  scope: Scope,
  registry: Registry,
  kind: TemplateKind
): TemplateExplanation {
  const apps = appScopes(registry)
  const own = apps.includes(scope) ? undefined : scope[kind]
  const folders = [...templateFolders(scope, registry, kind), ...defaultFolders(template, kind)]
  const files = folders.map((folder) => {
    const file = templateFile(folder, template)
    if (folder === own) return { file, owner: scope.name, why: "the blueprint's own" }
    const app = apps.find(({ [kind]: root }) => root && isWithin(folder, root))
    if (!app) return { file, owner: '@larder/blueprint', why: 'the default of @larder/blueprint' }
    const whose = app.name === APP ? "the app's" : `that of ${app.name}, which the app builds upon`
    const whom = folder === app[kind] ? 'for every blueprint' : `for ${scope.name} alone`
    return { file, owner: ownerName(app.name), why: `${whose}, ${whom}` }
  })
  const winner = files.find(({ file }) => existsSync(file))
  const places = files.map((place) => {
    const outcome = place === winner ? 'wins' : existsSync(place.file) ? 'shadowed' : 'missing'
    return { ...place, outcome } as const
  })
  return { blueprint: scope.name, template, file: winner?.file, owner: winner?.owner, places }
}

function isWithin(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(root + path.sep)
}

function namesOf(scope: Scope, registry: Registry, kind: TemplateKind): string[] {
  const apps = appScopes(registry)
  if (apps.includes(scope)) return scope[kind] ? templatesIn(scope[kind]) : []
  const names = templateFolders(scope, registry, kind)
    .filter((folder) => !apps.some(({ [kind]: app }) => folder === app))
    .concat(kind === 'templates' ? DEFAULT_TEMPLATES : [])
    .flatMap(templatesIn)
  return [...new Set(names)].sort()
}
