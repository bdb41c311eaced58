import { isDeepStrictEqual } from 'node:util'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

/**
 * A plugin, to be given first, that fails an answer whose JSON is not all that its handler gave: a response schema leaves
 * out what it does not name, and says nothing of it.
 */
export default fp(wholeAnswers, { name: '@larder/testing/whole-answers', fastify: '5.x' })

async function wholeAnswers(app: FastifyInstance) {
  const given = new WeakMap<FastifyRequest, unknown>()
  app.addHook('preSerialization', async (request, _reply, payload) => {
    given.set(request, payload)
    return payload
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (!given.has(request) || typeof payload !== 'string') return
    const whole = JSON.stringify(given.get(request))
    given.delete(request)
    if (isDeepStrictEqual(JSON.parse(payload), JSON.parse(whole))) return
    const { method, routeOptions } = request
    throw new Error(
      `The schema of ${method} ${routeOptions.url} for ${reply.statusCode} makes ${payload} of ${whole}`
    )
  })
}
