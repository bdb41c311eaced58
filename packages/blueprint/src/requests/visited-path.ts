import type { FastifyRequest } from 'fastify'
import { registryOf } from '../registry.js'

/** What a visitor has opened, as a link of the page leads there: below the path of `publicUrl`. */
export function visitedPath({ url, server }: Pick<FastifyRequest, 'url' | 'server'>): string {
  return registryOf(server).basePath + url
}

/** {@link visitedPath} for a form or a link that leads back there; undefined where it is too long to be sent. */
export function pathToReturn(request: Pick<FastifyRequest, 'url' | 'server'>): string | undefined {
  const path = visitedPath(request)
  return path.length <= LONGEST_PATH ? path : undefined
}

/** Characters of a path to return to, which forms and queries have. */
export const LONGEST_PATH = 1_000
