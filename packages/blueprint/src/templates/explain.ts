import { existsSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_NAME_UNKNOWN } from '../errors.js'
import { APP, type Registry, registryOf, type Scope, type TemplateKind } from '../registry.js'
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
  const app = registry.scopes.get(APP)?.[kind]
  const own = scope.name === APP ? undefined : scope[kind]
  const folders = [...templateFolders(scope, registry, kind), ...defaultFolders(template, kind)]
  const files = folders.map((folder) => ({
    file: templateFile(folder, template),
    owner: folder === own ? scope.name : folder === DEFAULT_TEMPLATES ? '@larder/blueprint' : 'app',
    why: reason(folder, scope, { app, own })
  }))
  const winner = files.find(({ file }) => existsSync(file))
  const places = files.map((place) => {
    const outcome = place === winner ? 'wins' : existsSync(place.file) ? 'shadowed' : 'missing'
    return { ...place, outcome } as const
  })
  return { blueprint: scope.name, template, file: winner?.file, owner: winner?.owner, places }
}

function reason(folder: string, scope: Scope, { app, own }: { app?: string; own?: string }): string {
  if (folder === own) return "the blueprint's own"
  if (folder === DEFAULT_TEMPLATES) return 'the default of @larder/blueprint'
  return folder === app ? "the app's, for every blueprint" : `the app's, for ${scope.name} alone`
}

function namesOf(scope: Scope, registry: Registry, kind: TemplateKind): string[] {
  const app = registry.scopes.get(APP)?.[kind]
  if (scope.name === APP) return app ? templatesIn(app) : []
  const names = templateFolders(scope, registry, kind)
    .filter((folder) => folder !== app)
    .concat(kind === 'templates' ? DEFAULT_TEMPLATES : [])
    .flatMap(templatesIn)
  return [...new Set(names)].sort()
}
