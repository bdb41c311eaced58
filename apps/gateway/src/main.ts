import { defineApp } from '@larder/serve'
import { type Config, SHOP_SETTINGS } from './settings/settings.js'
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
    // A shop of one's own shares the packages that it imports.
    const isPlain = config.development || config.app
    serving = await (isPlain ? import('./serving.js') : importBundle())
    return serving.createServer({ ...config, secretKey: hand.secretKey }, hand.databaseUrl, logs, {
      own: await serving.loadShop(config),
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

async function watchFiles({ app, development }: Config): Promise<() => Promise<void>> {
  if (!app || !development) return async () => {}
  const { reloadOnChange } = await import('./development/reload-on-change.js')
  return reloadOnChange(app)
}
