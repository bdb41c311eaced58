import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Makes the answer to what is no request of HTTP, or one whose head has more than 16 kB: there is no route for it, and
 * no page of the shop's. It takes the place of Fastify's, which answers with JSON.
 *
 * @param headers for every such answer
 */
export function makeClientErrorHandler(headers: OutgoingHttpHeaders) {
  const fixed = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code !== 'ECONNRESET' && socket.writable) {
      const status = STATUSES[error.code ?? ''] ?? 400
      const page = `<!doctype html><title>${STATUS_CODES[status]}</title><h1>${STATUS_CODES[status]}</h1>\n`
      socket.write(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fixed.join('')}Content-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`
      )
    }
    socket.destroy(error)
  }
}

const STATUSES: Record<string, number> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 }
