import { defineApp } from '@larder/serve'
import { SHOP_SETTINGS } from './settings/settings.js'
import { version } from './version.js'

type Serving = typeof import('./serving.js')

/** What this worker has loaded: in development each module where it stands, so that one that is built anew is seen. */
let serving: Serving | undefined

function importBundle(): Promise<Serving> {
  return import(new URL('./bundle/serving.js', import.meta.url).href)
}

/** The shop as it is served. The master loads this too, and nothing of the shop itself. */
export default defineApp({
  settings: SHOP_SETTINGS,
  async before(config) {
    const { holdDatabase } = await import('./database/hold-database.js')
    const { url, secretKey, release } = await holdDatabase(config)
    return { hand: { databaseUrl: url, secretKey }, release }
  },
  async create(config, hand, logs) {
    // Before the shop, which is traced from its first hook on.
    const { openTracing } = await import('./database/optional-packages.js')
    const tracing = await openTracing(version)
    serving = await (config.development ? import('./serving.js') : importBundle())
    return serving.createServer({ ...config, secretKey: hand.secretKey }, hand.databaseUrl, logs, {
      tasks: { run: true },
      tracing
    })
  },
  async warmUp(app, awaits) {
    await serving?.warmUp(app, awaits)
  },
  async check(config) {
    const { withShop } = await import('./commands/with-shop.js')
    // In development templates are compiled at each visit; here they are compiled now.
    await withShop(() => {}, { ...config, development: false })
  }
})
