import { existsSync } from 'node:fs'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_NAME_UNKNOWN, BLUEPRINT_ERR_SAMPLE } from '../errors.js'
import { readText } from '../read-text.js'
import { appScopes, type Registry, registryOf, type Scope } from '../registry.js'
import { templateFolders, templatesIn } from '../templates/cascade.js'
import { createMails, type MailOptions, type RenderedMail } from './mails.js'

export interface MailTemplate {
  /** Whose mail it is: a blueprint's name, or '' for the app. */
  blueprint: string
  /** The folder below `mail/`. */
  name: string
}

/** Every mail that the blueprints and the app can make. */
export function listMailTemplates(app: FastifyInstance): MailTemplate[] {
  const registry = registryOf(app)
  return [...registry.scopes.values()].flatMap((scope) =>
    namesOf(scope, registry).map((name) => ({ blueprint: scope.name, name }))
  )
}

/**
 * A mail made of the data in its `sample.json`, which is found as its templates are; of none where
 * there is no such file.
 *
 * @throws BLUEPRINT_ERR_NAME_UNKNOWN, BLUEPRINT_ERR_SAMPLE and what `renderMail` throws
 */
export function previewMail(
  app: FastifyInstance,
  { blueprint, name }: MailTemplate,
  options?: MailOptions
): RenderedMail {
  const registry = registryOf(app)
  const scope = registry.scopes.get(blueprint)
  if (!scope) throw new BLUEPRINT_ERR_NAME_UNKNOWN(blueprint, [...registry.scopes.keys()].join(', '))
  return createMails(scope, registry).render(name, readSample(scope, registry, name), options)
}

function namesOf(scope: Scope, registry: Registry): string[] {
  const apps = appScopes(registry)
  const isApp = apps.includes(scope)
  const folders = isApp
    ? [scope.mail ?? []].flat()
    : templateFolders(scope, registry, 'mail').filter((folder) => !apps.some(({ mail }) => mail === folder))
  const names = folders
    .flatMap(templatesIn)
    .filter((template) => template.endsWith(SUBJECT))
    .map((template) => template.slice(0, -SUBJECT.length))
  const own = isApp ? names.filter((name) => !isOverride(name, registry)) : names
  return [...new Set(own)].sort()
}

/** Whether what the app has by this name is there in place of a blueprint's. */
function isOverride(name: string, { scopes }: Registry): boolean {
  const [owner = '', ...rest] = name.split('/')
  return rest.length > 0 && scopes.has(owner)
}

function readSample(scope: Scope, registry: Registry, name: string): object {
  const file = templateFolders(scope, registry, 'mail')
    .map((folder) => path.join(folder, name, 'sample.json'))
    .find(existsSync)
  if (!file) return {}
  try {
    return JSON.parse(readText(file))
  } catch (error) {
    throw new BLUEPRINT_ERR_SAMPLE(file, error instanceof Error ? error.message : String(error))
  }
}

const SUBJECT = '/subject'
