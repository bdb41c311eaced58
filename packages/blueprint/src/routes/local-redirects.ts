import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Registry } from '../registry.js'

/** Makes an onSend hook: a redirect to a page of the app stays in the language of the URL. */
export function keepLanguage({ languages, basePath }: Pick<Registry, 'languages' | 'basePath'>) {
  return async function addLanguage(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const location = reply.getHeader('location')
    const { language } = languages.splitPath(request.originalUrl)
    if (!language || typeof location !== 'string' || !location.startsWith(`${basePath}/`)) return
    const path = location.slice(basePath.length)
    // What begins with two slashes leads to another host.
    if (!path.startsWith('//')) reply.header('location', basePath + languages.localPath(path, language))
  }
}
