import { defineApp } from '@larder/serve'
import { type Config, SHOP_SETTINGS } from './settings/settings.js'
import { version } from './version.js'

type Serving = typeof import('./serving.js')

/** What this worker does before it serves. In development nothing: the next change comes before most of the pages are visited. */
let warmUp: Serving['warmUp'] | undefined

function importBundle(): Promise<Serving> {
  return import(new URL('./bundle/serving.js', import.meta.url).href)
}

/** The shop as it is served. The master loads this too, and nothing of the shop itself. */
export default defineApp({
  settings: SHOP_SETTINGS,
  async before(config) {
    const { holdDatabase } = await import('./database/hold-database.js')
    const { url, secretKey, release } = await holdDatabase(config)
    const unwatch = await watchFiles(config)
    return {
      hand: { databaseUrl: url, secretKey },
      async release() {
        await unwatch()
        await release()
      }
    }
  },
  async create(config, hand, logs) {
    // Before the shop, which is traced from its first hook on.
    const { openTracing } = await import('./database/optional-packages.js')
    const tracing = await openTracing(version)
    // Each module where it stands: a shop of one's own shares them, and in development one that is built anew is seen.
    const isPlain = config.development || config.app
    const serving = await (isPlain ? import('./serving.js') : importBundle())
    if (!config.development) warmUp = serving.warmUp
    return serving.createServer({ ...config, secretKey: hand.secretKey }, hand.databaseUrl, logs, {
      own: await serving.loadShop(config),
      tasks: { run: true },
      tracing
    })
  },
  async warmUp(app, awaits) {
    await warmUp?.(app, awaits)
  },
  async check(config) {
    const { withShop } = await import('./commands/with-shop.js')
    // In development templates are compiled at each visit; here they are compiled now.
    await withShop(() => {}, { ...config, development: false })
  }
})

async function watchFiles({ app, development }: Config): Promise<() => Promise<void>> {
  if (!app || !development) return async () => {}
  const { reloadOnChange } = await import('./development/reload-on-change.js')
  return reloadOnChange(app)
}
