import { randomBytes } from 'node:crypto'
import type { FastifyInstance, RawRequestDefaultExpression } from 'fastify'

/**
 * Gives each request the id that a proxy sends, else a new one, and answers it in `X-Request-Id`. It is in what is logged of
 * the request, too. No other process makes the same: each has 48 random bits of its own, and counts.
 *
 * @param isProxy whether what is connected from this address is believed
 */
export function addRequestIds(app: FastifyInstance, isProxy: (address: string | undefined) => boolean): void {
  const own = randomBytes(6).toString('base64url')
  let made = 0
  app.setGenReqId(({ headers, socket }: RawRequestDefaultExpression) => {
    const given = headers['x-request-id']
    if (typeof given === 'string' && ID.test(given) && isProxy(socket.remoteAddress)) return given
    made += 1
    return `${own}-${made.toString(36)}`
  })
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id)
    done()
  })
}

// What is written into logs and pages: nothing in it can be mistaken for anything else.
const ID = /^[\w-]{8,64}$/
