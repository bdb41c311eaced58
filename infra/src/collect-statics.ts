import { cpSync } from 'node:fs'
import path from 'node:path'
import type { StaticsEntry } from '@larder/blueprint'

/**
 * Copies all static files below `target`, each to the place of its URL: for an nginx on another machine, or one that may
 * not read the checkout. What is there already stays, for the pages of the version before.
 *
 * @returns the same as it is to be served from there
 */
export function collectStatics(entries: StaticsEntry[], target: string): StaticsEntry[] {
  return entries.map(({ statics, ...entry }) => {
    if (!statics) return { ...entry, statics }
    const folder = path.join(path.resolve(target), statics.url)
    cpSync(statics.folder, folder, { recursive: true, preserveTimestamps: true })
    return { ...entry, statics: { ...statics, folder } }
  })
}
