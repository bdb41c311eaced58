import { existsSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import { templateFile, templateFolders, templatesIn } from './cascade.js'
import { BLUEPRINT_ERR_NAME_UNKNOWN } from './errors.js'
import { APP, type Registry, registryOf, type Scope } from './registry.js'

/** Where one template is looked for, and what is found. */
export interface TemplateExplanation {
  /** Who asks: a blueprint, or '' for the app. */
  blueprint: string
  template: string
  /** The file that is rendered; undefined where there is none. */
  file: string | undefined
  /** Whose file that is: 'app', or the blueprint's name. */
  owner: string | undefined
  /** Every place in the order of search. */
  places: { file: string; owner: string; outcome: 'wins' | 'shadowed' | 'missing'; why: string }[]
}

/** Every template that the blueprints and the app can ask for by a name of theirs: the data behind `gateway templates`. */
export function listTemplates(app: FastifyInstance): TemplateExplanation[] {
  const registry = registryOf(app)
  return [...registry.scopes.values()].flatMap((scope) =>
    namesOf(scope, registry).map((name) => explain(name, scope, registry))
  )
}

/**
 * How `template` is looked up when `blueprint` asks for it.
 *
 * @param blueprint its name, '' for the app
 * @throws BLUEPRINT_ERR_NAME_UNKNOWN
 */
export function explainTemplate(
  app: FastifyInstance,
  blueprint: string,
  template: string
): TemplateExplanation {
  const registry = registryOf(app)
  const scope = registry.scopes.get(blueprint)
  if (!scope)
    throw new BLUEPRINT_ERR_NAME_UNKNOWN(blueprint, [...registry.scopes.keys()].filter(Boolean).join(', '))
  return explain(template, scope, registry)
}

function explain(template: string, scope: Scope, registry: Registry): TemplateExplanation {
  const app = registry.scopes.get(APP)?.templates
  const files = templateFolders(scope, registry).map((folder) => ({
    file: templateFile(folder, template),
    owner: folder === scope.templates && scope.name !== APP ? scope.name : 'app',
    why: reason(folder, scope, app)
  }))
  const winner = files.find(({ file }) => existsSync(file))
  const places = files.map((place) => {
    const outcome = place === winner ? 'wins' : existsSync(place.file) ? 'shadowed' : 'missing'
    return { ...place, outcome } as const
  })
  return { blueprint: scope.name, template, file: winner?.file, owner: winner?.owner, places }
}

function reason(folder: string, scope: Scope, app: string | undefined): string {
  if (folder === scope.templates && scope.name !== APP) return "the blueprint's own"
  return folder === app ? "the app's, for every blueprint" : `the app's, for ${scope.name} alone`
}

function namesOf(scope: Scope, registry: Registry): string[] {
  const app = registry.scopes.get(APP)?.templates
  if (scope.name === APP) return app ? templatesIn(app) : []
  const names = templateFolders(scope, registry)
    .filter((folder) => folder !== app)
    .flatMap(templatesIn)
  return [...new Set(names)].sort()
}
