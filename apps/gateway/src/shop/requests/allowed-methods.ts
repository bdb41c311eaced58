import { listServedRoutes } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'
import findMyWay from 'find-my-way'

/**
 * What a path is served with, for the answer 405 (RFC 9110, section 15.5.6). Fastify does not tell, so that its routes are
 * kept once more, in a router of the same make.
 *
 * @returns a function that takes a path without its query; no methods where nothing is served
 */
export function allowedMethods(app: FastifyInstance): (path: string) => string[] {
  const methods = new Map<string, string[]>()
  for (const { url, method } of listServedRoutes(app)) {
    const served = method === 'GET' ? ['GET', 'HEAD'] : [method]
    methods.set(url, [...(methods.get(url) ?? []), ...served])
  }
  const router = findMyWay({ ignoreTrailingSlash: true })
  for (const [url, served] of methods) router.on('GET', url, () => {}, served)
  return (path) => router.find('GET', path)?.store ?? []
}
