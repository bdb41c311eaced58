import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { MessageArguments } from '../languages/compile-message.js'
import type { LanguageTable } from '../languages/language-table.js'
import type { Translate, Translator } from '../languages/translator.js'
import { createRegistry, registryOf } from '../registry.js'
import { compileAllMessages, translatorFor } from './translate.js'

/**
 * How an app that is ready speaks where there is no request.
 *
 * @param language BCP 47; for one that it does not speak it takes the default. @default the app's default
 */
export function translatorOf(app: FastifyInstance, language?: string): Translator {
  const registry = registryOf(app)
  const { all, fallback } = registry.languages
  const isSpoken = language !== undefined && [...all, 'en'].includes(language)
  return translatorFor(registry, isSpoken ? language : fallback)
}

/** What an error says to people, in the language of the request. */
export function errorMessage(request: FastifyRequest, error: { code?: string; message: string }): string {
  return translatorOf(request.server, request.language).tError(error)
}

/** The languages of an app, as its option `languages` has them. */
export function languagesIn(app: FastifyInstance): LanguageTable {
  return registryOf(app).languages
}

/**
 * The English messages of one package without an app: for functions that are called from anywhere.
 * They are those in `languages/` below `root`.
 *
 * @param owner what keys call it: `addresses` in `addresses:problem.missing`
 */
export function englishOf(owner: string, root: URL): Translate {
  const registry = createRegistry()
  registry.messageFolders.set(owner, [fileURLToPath(new URL('languages', root))])
  const speak = () => {
    compileAllMessages(registry)
    return translatorFor(registry, 'en').t
  }
  return Object.assign((key: string, values?: MessageArguments) => speak()(key, values), {
    of: (group: string, value: string) => speak().of(group, value),
    language: 'en'
  })
}

/** A path of the app as visitors open it: below the path of its `publicUrl`, in a language. */
export function urlOfPath(app: FastifyInstance, path: string, language: string): string {
  const { basePath, languages } = registryOf(app)
  return basePath + languages.localPath(path, language)
}

/** A path that `app.urlFor` has made, in a language. */
export function localUrl(app: FastifyInstance, url: string, language: string): string {
  const { basePath } = registryOf(app)
  return url.startsWith(`${basePath}/`) ? urlOfPath(app, url.slice(basePath.length), language) : url
}
