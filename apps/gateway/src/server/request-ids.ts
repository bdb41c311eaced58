import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'

/** Answers each request with its id in `X-Request-Id`. It is in what is logged of the request, too. */
export default fp(requestIds, { name: 'request-ids', fastify: '5.x' })

async function requestIds(app: FastifyInstance) {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}

/**
 * What Fastify asks for a request's id: the one that a proxy gives, else a new one. No other process makes the same: each
 * has 48 random bits of its own, and counts.
 *
 * @param isProxy whether what is connected from this address is believed
 */
export function requestIdMaker(isProxy: (address: string | undefined) => boolean) {
  const own = randomBytes(6).toString('base64url')
  let made = 0
  return ({ headers, socket }: IncomingMessage): string => {
    const given = headers['x-request-id']
    if (typeof given === 'string' && ID.test(given) && isProxy(socket.remoteAddress)) return given
    made += 1
    return `${own}-${made.toString(36)}`
  }
}

// What is written into logs and pages: nothing in it can be mistaken for anything else.
const ID = /^[\w-]{8,64}$/
