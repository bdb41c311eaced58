import { everyHour } from '@larder/blueprint'
import { isDatabaseAway } from '@larder/database'
import type { FastifyInstance } from 'fastify'
import { indexAllGoods } from './index-goods.js'

/**
 * Indexes waiting goods in the background when the app has started, since an upgrade may have
 * changed all terms, and every hour. It stops when the app closes.
 */
export function keepIndexed(app: FastifyInstance): void {
  const closing = new AbortController()
  let started: Promise<void> | undefined
  app.addHook('onReady', async () => {
    started = indexAllGoods(app.db, closing.signal).catch((error) => {
      // The app's own checks report a database that is away.
      if (!isDatabaseAway(error)) app.log.warn(error, FAILURE)
    })
  })
  everyHour(app, (signal) => indexAllGoods(app.db, signal), FAILURE)
  app.addHook('onClose', async () => {
    closing.abort()
    await started
  })
}

const FAILURE = 'New goods were not made known to the search.'
