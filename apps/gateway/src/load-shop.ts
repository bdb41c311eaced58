import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { GATEWAY_ERR_APP } from './errors.js'
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

/** A module of a project, which may be TypeScript. */
export async function importFile(file: string): Promise<{ default?: unknown }> {
  const full = path.resolve(file)
  if (/\.[cm]?ts$/.test(full)) await loadTypeScript(full)
  return import(pathToFileURL(full).href)
}

/** The folder of a file's package, which has its templates and its history of migrations. */
export function projectOf(file: string): string {
  for (let folder = path.dirname(path.resolve(file)); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'package.json')) || folder === path.dirname(folder)) return folder
  }
}

/** From here on this process loads TypeScript. */
async function loadTypeScript(file: string): Promise<void> {
  const tsx = findTsx(file)
  if (!tsx) throw new GATEWAY_ERR_APP(file, 'is TypeScript. Install tsx, or build it and name the .js')
  // As `node --import tsx` does.
  await import(pathToFileURL(tsx).href)
}

function findTsx(file: string): string | undefined {
  try {
    return createRequire(file).resolve('tsx')
  } catch {
    return undefined
  }
}

function isDefinition(value: unknown): value is ShopDefinition {
  return (
    typeof value === 'object' && value !== null && 'features' in value && typeof value.features === 'function'
  )
}
