import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify'
import { APP, type Registry, type Scope } from '../registry.js'

/**
 * Serves a scope's static files below its prefix; a `.br` or `.gz` beside a file goes to those who
 * accept it. A URL with the hash of what the file holds may be kept for ever, any other is asked
 * for again (RFC 9111; RFC 8246).
 */
export async function serveStatic(
  app: FastifyInstance,
  scope: Scope,
  { development }: Registry
): Promise<void> {
  const root = scope.static
  if (!root || !existsSync(root)) return
  await app.register(async (files) => {
    files.addHook('onRoute', (route) => {
      route.config = { ...route.config, impersonal: true, shared: true }
    })
    files.addHook('onSend', async (_request, reply) => {
      if (reply.statusCode >= 400) reply.header('cache-control', 'no-store')
    })
    // An app's own error handler sends no headers of the error: a 416 would lack Content-Range (RFC
    // 9110, 15.5.17).
    files.setErrorHandler((error: FastifyError & { headers?: Record<string, string> }, _request, reply) => {
      if (error.headers) reply.headers(error.headers)
      throw error
    })
    await files.register(fastifyStatic, {
      root,
      prefix: staticPath(scope),
      decorateReply: false,
      index: false,
      redirect: false,
      dotfiles: 'ignore',
      // What was compressed at build may be older than the file.
      preCompressed: !development,
      maxAge: 0,
      setHeaders(reply) {
        const request = reply.request as FastifyRequest<VersionedFile>
        if (isCurrent(request, root)) reply.header('cache-control', 'public, max-age=31536000, immutable')
      }
    })
  })
}

function isCurrent({ query, params }: FastifyRequest<VersionedFile>, root: string): boolean {
  return query.v !== undefined && query.v === contentHash(path.join(root, params['*']))
}

interface VersionedFile {
  Querystring: { v?: string }
  Params: { '*': string }
}

/**
 * Where a scope's static files are, after its prefix. Without one the blueprints' files would all
 * share one URL.
 */
export function staticPath(scope: Scope): string {
  return scope.prefix || scope.name === APP ? '/static/' : `/static/${scope.name}/`
}

/**
 * Eight digits that change when the file does; it is read again only when its time or size has
 * changed.
 */
export function contentHash(file: string): string {
  const { mtimeMs, size } = statSync(file)
  const known = hashes.get(file)
  if (known?.mtimeMs === mtimeMs && known.size === size) return known.hash
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 8)
  hashes.set(file, { mtimeMs, size, hash })
  return hash
}

const hashes = new Map<string, { mtimeMs: number; size: number; hash: string }>()
