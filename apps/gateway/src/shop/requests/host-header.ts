import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { GATEWAY_ERR_HOST } from '../../errors.js'

/**
 * Refuses a request with more than one `Host`, or with one that names no host (RFC 9112, section 3.2). Of all heads that
 * have to be refused Node's parser lets these through.
 */
export default fp(hostHeader, { name: 'host-header', fastify: '5.x' })

async function hostHeader(app: FastifyInstance) {
  app.addHook('onRequest', ({ raw: { headers, rawHeaders } }, _reply, done) => {
    const isSound = countHosts(rawHeaders) <= 1 && HOST.test(headers.host ?? '')
    done(isSound ? undefined : new GATEWAY_ERR_HOST())
  })
}

/** @param rawHeaders names and values by turns; Node keeps the first `Host` alone in `headers` */
function countHosts(rawHeaders: string[]): number {
  return rawHeaders.filter((text, place) => place % 2 === 0 && /^host$/i.test(text)).length
}

// RFC 3986, section 3.2.2: an address in brackets or a registered name, which may be empty; then a port.
const HOST = /^(\[[\w.:]+\]|([\w.~!$&'()*+,;=-]|%[\da-f]{2})*)(:\d*)?$/i
