import type { IncomingHttpHeaders } from 'node:http'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { BLUEPRINT_ERR_FORM, BLUEPRINT_ERR_FORM_FIELDS, BLUEPRINT_ERR_FORM_FILE } from '../errors.js'

/**
 * Lets the routes of this scope read forms, in both encodings of browsers and Postman. The body is
 * the fields; a repeated name is an array, and lines end with LF. A parser of the app's own stays in use.
 */
export async function readForms(app: FastifyInstance): Promise<void> {
  app.addHook('preValidation', unifyLines)
  if (!app.hasContentTypeParser(URLENCODED)) await app.register(formbody)
  if (app.hasContentTypeParser(MULTIPART)) return
  // As a buffer, so that Fastify keeps it to the limit of bodies.
  app.addContentTypeParser(MULTIPART, { parseAs: 'buffer' }, async ({ headers }: Headers, body: Buffer) =>
    readFields(headers, body)
  )
}

/** Browsers send CRLF for the end of a line, and count it as one character (HTML, 4.10.22.4). */
async function unifyLines({ headers, body }: FastifyRequest): Promise<void> {
  const [type = ''] = headers['content-type']?.toLowerCase().split(';') ?? []
  if (![URLENCODED, MULTIPART].includes(type.trim()) || typeof body !== 'object' || !body) return
  for (const [name, value] of Object.entries(body)) {
    if (typeof value === 'string') Reflect.set(body, name, withLf(value))
    else if (Array.isArray(value)) Reflect.set(body, name, value.map(withLf))
  }
}

function withLf(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value
}

const URLENCODED = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'

interface Headers {
  headers: IncomingHttpHeaders
}

type Fields = Record<string, string | string[]>

// A part may have a head and no value, so the length of the body does not bound their number.
const MOST_FIELDS = 1_000

/**
 * @throws BLUEPRINT_ERR_FORM (400), BLUEPRINT_ERR_FORM_FIELDS (413), BLUEPRINT_ERR_FORM_FILE (415)
 */
function readFields(headers: IncomingHttpHeaders, body: Buffer): Promise<Fields> {
  return new Promise((resolve, reject) => {
    const fields: Fields = Object.create(null)
    const parser = openParser(headers, body.length)
    parser.on('field', (name, value) => {
      const before = fields[name]
      fields[name] = before === undefined ? value : [before, value].flat()
    })
    parser.on('file', (_name, file) => {
      file.resume()
      reject(new BLUEPRINT_ERR_FORM_FILE())
    })
    parser.on('partsLimit', () => reject(new BLUEPRINT_ERR_FORM_FIELDS(MOST_FIELDS)))
    parser.on('error', (error) => reject(unreadable(error)))
    parser.on('finish', () => resolve(fields))
    parser.end(body)
  })
}

function openParser(
  { 'content-type': type = '', ...headers }: IncomingHttpHeaders,
  fieldSize: number
): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': type },
      limits: { parts: MOST_FIELDS, fieldSize, fieldNameSize: fieldSize }
    })
  } catch (error) {
    // Without a boundary.
    throw unreadable(error)
  }
}

function unreadable(error: unknown): Error {
  return new BLUEPRINT_ERR_FORM(error instanceof Error ? error.message : error)
}
