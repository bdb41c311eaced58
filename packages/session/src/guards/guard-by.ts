import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_ERR_GUARD_CALLED } from '../errors.js'

/** A hook with a callback. */
export type Guard = (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => void

/**
 * Makes an onRequest hook or preHandler that sends a browser elsewhere first. It has a callback since Fastify goes on after an
 * asynchronous hook as soon as the visitor hangs up, whatever the hook was about to answer.
 *
 * @param findDetour the page to go to first; undefined lets a request through, and an error refuses it
 * @returns a hook that throws SESSION_ERR_GUARD_CALLED (500) if it is called without its callback
 */
export function guardBy(
  findDetour: (
    request: FastifyRequest,
    reply: FastifyReply
  ) => string | undefined | Promise<string | undefined>
): Guard {
  const decide = async (request: FastifyRequest, reply: FastifyReply) => findDetour(request, reply)
  return function guard(request, reply, done) {
    // `await requireUser(request, reply)` of an app in JavaScript would go on at once, whoever asks.
    if (typeof done !== 'function') throw new SESSION_ERR_GUARD_CALLED()
    decide(request, reply).then(
      (url) => (url === undefined ? done() : void reply.redirect(url, 303)),
      (error: Error) => done(error)
    )
  }
}
