import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Registry } from '../registry.js'
import { translatorFor } from './translate.js'

/** Gives requests `language` and `t`, unless a scope around this one has. */
export function addRequestLanguage(app: FastifyInstance, registry: Registry): void {
  if (app.hasRequestDecorator('language')) return
  app.decorateRequest('language', {
    getter(this: FastifyRequest) {
      return chosen.get(this) ?? languageOfUrl(this, registry)
    },
    setter(this: FastifyRequest, language: string) {
      chosen.set(this, language)
    }
  })
  app.decorateRequest('t', {
    getter(this: FastifyRequest) {
      return translatorFor(registry, this.language).t
    }
  })
}

const chosen = new WeakMap<FastifyRequest, string>()

/** Its path says it, as the client wrote it: the router sees the path without it. */
function languageOfUrl({ originalUrl }: FastifyRequest, { languages }: Registry): string {
  return languages.splitPath(originalUrl).language ?? languages.fallback
}
