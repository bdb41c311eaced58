import underPressure from '@fastify/under-pressure'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { SERVE_ERR_BUSY } from '../errors.js'

export interface SheddingOptions {
  /** Milliseconds that the event loop may be late, on the average of a second; 0 for any. */
  maxEventLoopDelay: number
}

/**
 * Refuses requests with 503 while this worker has more to do than it can, so that those it takes are answered in time. Not
 * for its memory: a heap that is full stays so until the worker is replaced, which is what `--max-requests` is for.
 */
export default fp(shedding, { name: 'shedding', fastify: '5.x' })

async function shedding(app: FastifyInstance, { maxEventLoopDelay }: SheddingOptions) {
  if (maxEventLoopDelay === 0) return
  let measured = Number.POSITIVE_INFINITY
  app.addHook('onReady', async () => {
    measured = performance.now() + BOOTING
  })
  await app.register(underPressure, {
    maxEventLoopDelay,
    pressureHandler: async (_request, _reply, _type, delay) => {
      // A worker that is being made warm is late, and has no visitors.
      if (app.warmingUp) measured = performance.now() + BOOTING
      // A second without any measurement is infinitely late to the plugin.
      if (performance.now() > measured && delay !== Number.POSITIVE_INFINITY) throw new SERVE_ERR_BUSY()
    }
  })
}

/** Milliseconds until what was measured is no longer how long booting kept the event loop from turning. */
const BOOTING = 3_000
