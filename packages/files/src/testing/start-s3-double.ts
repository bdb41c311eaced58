import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'

export interface S3Double {
  /** For AWS_ENDPOINT_URL_S3. */
  url: string
  /** What the bucket holds, by key. */
  objects: Map<string, { bytes: Buffer; type: string | undefined }>
  /** The requests that have come: `PUT /bucket/key`. */
  requests: string[]
  /** Has this many requests fail, as a busy S3 does. */
  failNext(count: number): void
  close(): Promise<void>
}

/** A bucket of S3 on loopback, in memory: put, get and delete by path, of signed requests. */
export async function startS3Double(bucket: string): Promise<S3Double> {
  const objects: S3Double['objects'] = new Map()
  const requests: string[] = []
  let failures = 0
  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => refuse(response, 500, 'InternalError', error.message))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (!address || typeof address === 'string') throw new Error('The double listens at no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    objects,
    requests,
    failNext(count) {
      failures = count
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request
    const { pathname } = new URL(request.url ?? '/', 'http://s3')
    const body = await buffer(request)
    requests.push(`${method} ${pathname}`)
    if (failures > 0) {
      failures -= 1
      return refuse(response, 503, 'SlowDown', 'Please reduce your request rate.')
    }
    if (!headers.authorization?.startsWith('AWS4-HMAC-SHA256 '))
      return refuse(response, 403, 'AccessDenied', 'Access Denied')
    if (!pathname.startsWith(`/${bucket}/`))
      return refuse(response, 404, 'NoSuchBucket', 'The specified bucket does not exist')
    const key = decodeURIComponent(pathname.slice(bucket.length + 2))
    if (method === 'PUT') {
      objects.set(key, { bytes: body, type: headers['content-type'] })
      return void response.writeHead(200).end()
    }
    if (method === 'DELETE') {
      objects.delete(key)
      return void response.writeHead(204).end()
    }
    const object = objects.get(key)
    if (!object) return refuse(response, 404, 'NoSuchKey', 'The specified key does not exist.')
    response.writeHead(200, { 'content-type': object.type, 'content-length': object.bytes.length })
    response.end(object.bytes)
  }
}

/** As S3 writes an error (Amazon S3 API reference, "Error responses"). */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`
  )
}
