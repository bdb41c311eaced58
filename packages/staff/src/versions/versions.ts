import { visitedPath, wantsHtml } from '@larder/blueprint'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { STAFF_ERR_CHANGED, STAFF_ERR_NO_VERSION, STAFF_ERR_PRECONDITION } from '../errors.js'

/**
 * The version that a change was made from: of `If-Match` (RFC 9110, 13.1.1), as programs send it, or
 * the form's field.
 *
 * @throws STAFF_ERR_NO_VERSION (428)
 */
export function seenVersion(request: FastifyRequest<{ Body: { version?: number } }>): number {
  const seen = matchedVersion(request) ?? request.body.version
  if (seen === undefined) throw new STAFF_ERR_NO_VERSION()
  return seen
}

/** Tells programs the version of what they read, for their If-Match. */
export function sendVersion(reply: FastifyReply, version: number): void {
  reply.header('etag', `"${version}"`)
}

export interface Conflict {
  /** What was changed: `Elstar apples`. */
  title: string
  /** The page to look at it again. */
  back: string
  /** The version that it has now. */
  version: number
  fields: ConflictField[]
}

export interface ConflictField {
  label: string
  /** Of the form. */
  name: string
  mine: string | string[]
  theirs: string | string[]
}

/**
 * Answers a change that was made from a version that is over. Both values of each field are shown,
 * what was typed is kept, and can be sent for the present version.
 *
 * @throws to programs STAFF_ERR_PRECONDITION (412) where they sent If-Match, else STAFF_ERR_CHANGED (409)
 */
export function replyConflict(
  request: FastifyRequest,
  reply: FastifyReply,
  conflict: Conflict
): FastifyReply {
  if (!wantsHtml(request)) {
    sendVersion(reply, conflict.version)
    throw matchedVersion(request) === undefined ? new STAFF_ERR_CHANGED() : new STAFF_ERR_PRECONDITION()
  }
  const differing = conflict.fields.filter(({ mine, theirs }) => String(mine) !== String(theirs))
  return reply.code(409).view('staff:conflict', { ...conflict, differing, action: visitedPath(request) })
}

function matchedVersion({ headers }: FastifyRequest): number | undefined {
  const version = /^"(\d{1,9})"$/.exec(headers['if-match'] ?? '')?.[1]
  return version === undefined ? undefined : Number(version)
}
