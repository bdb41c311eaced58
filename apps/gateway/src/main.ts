import { defineApp } from '@larder/serve'
import { SHOP_SETTINGS } from './settings/settings.js'

/** The shop as it is served. The master loads this too, and nothing of the shop itself. */
export default defineApp({
  settings: SHOP_SETTINGS,
  async before(config) {
    const { holdDatabase } = await import('./database/hold-database.js')
    const { url, secretKey, release } = await holdDatabase(config)
    return { hand: { databaseUrl: url, secretKey }, release }
  },
  async create(config, hand, logs) {
    const { createServer } = await import('./server.js')
    return createServer({ ...config, secretKey: hand.secretKey }, hand.databaseUrl, logs, {
      tasks: { run: true }
    })
  },
  async warmUp(app, awaits) {
    const { warmUp } = await import('./shop/warm-up.js')
    await warmUp(app, awaits)
  },
  async check(config) {
    const { withShop } = await import('./commands/with-shop.js')
    // In development templates are compiled at each visit; here they are compiled now.
    await withShop(() => {}, { ...config, development: false })
  }
})
