import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Makes the answer to what is no request of HTTP, or one whose head has more than 16 kB: there is no route for it. It takes
 * the place of Fastify's, which answers with JSON.
 *
 * @param headers for every such answer
 */
export function makeClientErrorHandler(headers: OutgoingHttpHeaders = {}) {
  const fixed = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code !== 'ECONNRESET' && socket.writable) {
      const { status, page } = renderClientError(error.code)
      socket.write(
        `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fixed.join('')}Content-Type: text/html\r\nContent-Length: ${page.length}\r\nConnection: close\r\n\r\n${page}`
      )
    }
    socket.destroy(error)
  }
}

/**
 * The page, in ASCII, for an error of Node's HTTP parser.
 *
 * @param code as Node names it
 */
export function renderClientError(code = ''): { status: number; page: string } {
  const { status, heading, advice } = ANSWERS[code] ?? NOT_HTTP
  const page = `<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${heading}</title>
<main>
<h1>${heading}</h1>
<p>${advice}</p>
</main>
</html>
`
  return { status, page }
}

const NOT_HTTP = {
  status: 400,
  heading: 'We could not use that request',
  advice: 'It is none that a browser sends.'
}

const ANSWERS: Record<string, typeof NOT_HTTP> = {
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    heading: 'That took too long',
    advice: 'The connection may be slow. Please try again.'
  },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    heading: 'That was more than we can read',
    advice: 'The address is too long, or there are too many cookies: please delete those of this site.'
  }
}
