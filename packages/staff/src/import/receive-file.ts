import { isUtf8 } from 'node:buffer'
import type { Multipart } from '@fastify/multipart'
import type { Translate } from '@larder/blueprint'
import type { FastifyRequest } from 'fastify'
import { ENCODINGS, type Encoding } from '../csv/read-csv.js'
import { STAFF_ERR_UPLOAD } from '../errors.js'
import type { SentFile } from './stored-imports.js'

export const MOST_MEGABYTES = 10
const MOST_BYTES = MOST_MEGABYTES * 1024 * 1024

export const LIMITS = { fileSize: MOST_BYTES, files: 1, fields: 4, fieldSize: 64, parts: 5 }

/**
 * Reads the fields `encoding` and `file` of a form.
 *
 * @returns why the file is none that can be read, for its field
 * @throws STAFF_ERR_UPLOAD (413)
 */
export async function receiveFile(request: FastifyRequest): Promise<SentFile | { problem: string }> {
  let encoding: Encoding = 'utf-8'
  let fileName = ''
  let content: Buffer = Buffer.alloc(0)
  for await (const part of request.parts()) {
    if (part.type === 'file' && part.fieldname === 'file') {
      fileName = [...part.filename].slice(0, LONGEST_NAME).join('').replaceAll('\0', '')
      content = await readWhole(part)
    } else if (part.type === 'file') part.file.resume()
    else if (part.fieldname === 'encoding' && isEncoding(part.value)) encoding = part.value
  }
  const problem = problemOf({ fileName, content, encoding }, request.t)
  return problem === undefined ? { fileName, encoding, content: Buffer.from(content) } : { problem }
}

async function readWhole(part: Extract<Multipart, { type: 'file' }>): Promise<Buffer> {
  try {
    return await part.toBuffer()
  } catch (error) {
    throw part.file.truncated ? new STAFF_ERR_UPLOAD(MOST_MEGABYTES) : error
  }
}

function problemOf(
  { fileName, content, encoding }: { fileName: string; content: Buffer; encoding: Encoding },
  t: Translate
): string | undefined {
  if (fileName === '' && content.length === 0) return t('staff:problem.no-file')
  if (content.length === 0) return t('staff:problem.no-bytes')
  if (content.subarray(0, 2).toString('latin1') === 'PK') return t('staff:problem.workbook')
  if (isUtf16(content)) return t('staff:problem.utf-16')
  if (content.includes(0)) return t('staff:problem.no-text')
  if (encoding === 'utf-8' && !isUtf8(content)) return t('staff:problem.not-utf-8')
  return undefined
}

function isUtf16(content: Buffer): boolean {
  const mark = content.subarray(0, 2).toString('hex')
  return mark === 'fffe' || mark === 'feff'
}

function isEncoding(value: unknown): value is Encoding {
  return ENCODINGS.some((encoding) => encoding === value)
}

/** Of the column. */
const LONGEST_NAME = 255
