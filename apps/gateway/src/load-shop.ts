import { existsSync } from 'node:fs'
import path from 'node:path'
import { GATEWAY_ERR_APP } from './errors.js'
import { importFile, projectOf } from './project-files.js'
import type { LoadedShop, ShopDefinition } from './shop/define-shop.js'

/**
 * The shop of one's own that the setting `app` names; without it, all that Larder has. A file in TypeScript is loaded by the
 * project's tsx. It is loaded before the app boots: Fastify waits ten seconds for a plugin.
 *
 * @throws GATEWAY_ERR_APP
 */
export async function loadShop({ app }: { app?: string }): Promise<LoadedShop> {
  if (!app) return { features: (await import('./features.js')).default }
  const file = path.resolve(app)
  if (!existsSync(file))
    throw new GATEWAY_ERR_APP(app, 'is not there. Name the file of the shop, or build it')
  const { default: definition } = await importFile(file)
  if (!isDefinition(definition)) throw new GATEWAY_ERR_APP(app, 'has no defineShop(…) as its default export')
  return { ...definition, folder: projectOf(file) }
}

function isDefinition(value: unknown): value is ShopDefinition {
  return (
    typeof value === 'object' && value !== null && 'features' in value && typeof value.features === 'function'
  )
}
