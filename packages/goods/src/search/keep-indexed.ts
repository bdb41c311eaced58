import { everyHour } from '@larder/blueprint'
import { isDatabaseAway } from '@larder/database'
import type { FastifyInstance } from 'fastify'
import { indexAllGoods } from './index-goods.js'

/**
 * Indexes the goods that wait for it when the app has started, since an upgrade may have changed the terms of all, and every
 * hour. It takes the time of no request, and stops when the app closes.
 */
export function keepIndexed(app: FastifyInstance): void {
  const closing = new AbortController()
  let started: Promise<void> | undefined
  app.addHook('onReady', async () => {
    started = indexAllGoods(app.db, closing.signal).catch((error) => {
      // That the database is away when the app starts, its own checks report.
      if (!isDatabaseAway(error)) app.log.warn(error, FAILURE)
    })
  })
  everyHour(app, () => indexAllGoods(app.db, closing.signal), FAILURE)
  app.addHook('onClose', async () => {
    closing.abort()
    await started
  })
}

const FAILURE = 'New goods were not made known to the search.'
