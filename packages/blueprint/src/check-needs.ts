import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_NEEDS_DECORATION, BLUEPRINT_ERR_NEEDS_PLUGIN } from './errors.js'

export interface Needs {
  /** Names of the plugins that must have been registered before. @default [] */
  dependencies?: string[]
  /** Decorations that must be there: `{ fastify: ['db'], request: ['session'] }`. @default none */
  decorators?: { fastify?: string[]; request?: string[]; reply?: string[] }
}

/**
 * Checks a blueprint's needs. Fastify does too, but decorations first; the name of a missing plugin
 * says more.
 *
 * @throws BLUEPRINT_ERR_NEEDS_PLUGIN, BLUEPRINT_ERR_NEEDS_DECORATION
 */
export function checkNeeds(app: FastifyInstance, name: string, { dependencies, decorators }: Needs): void {
  const plugin = dependencies?.find((dependency) => !app.hasPlugin(dependency))
  if (plugin) throw new BLUEPRINT_ERR_NEEDS_PLUGIN(name, plugin)
  const decoration =
    decorators?.fastify?.find((decorator) => !app.hasDecorator(decorator)) ??
    decorators?.request?.find((decorator) => !app.hasRequestDecorator(decorator)) ??
    decorators?.reply?.find((decorator) => !app.hasReplyDecorator(decorator))
  if (decoration) throw new BLUEPRINT_ERR_NEEDS_DECORATION(name, decoration)
}
