import { wantsHtml } from '@larder/blueprint'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'

/** The `code` in an answer to a log-in: 0 to 2 are the handler's, the others any error's. */
export const LOGIN_CODES = { signedIn: 0, incomplete: 1, wrong: 2, refused: 3, tooOften: 4, unavailable: 5 }

/**
 * What a route says whose programs go by a number: each error of it, whoever throws or answers it, has a number for `code`.
 */
export const NUMBERED_ERRORS = { errorHandler: answerUnusable, onSend: numberCode }

/** A body that cannot be used has the answer of one that lacks a field, whose schema takes no text for a code. */
function answerUnusable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (wantsHtml(request) || error.statusCode !== 400) throw error
  const isEmpty = error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
  const code = isEmpty ? LOGIN_CODES.incomplete : LOGIN_CODES.refused
  return reply.code(400).header('cache-control', 'no-store').send({ code, message: error.message })
}

async function numberCode(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json')
  if (reply.statusCode < 400 || !isJson || typeof payload !== 'string') return payload
  const answer: unknown = JSON.parse(payload)
  if (typeof answer !== 'object' || answer === null) return payload
  if ('code' in answer && typeof answer.code === 'number') return payload
  const numbered = JSON.stringify({ ...answer, code: codeOf(reply.statusCode) })
  // Fastify's own error handler has counted what it wrote.
  reply.header('content-length', Buffer.byteLength(numbered))
  return numbered
}

function codeOf(status: number): number {
  if (status >= 500) return LOGIN_CODES.unavailable
  return status === 429 ? LOGIN_CODES.tooOften : LOGIN_CODES.refused
}
