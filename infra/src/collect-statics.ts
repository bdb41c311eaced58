import { chmodSync, cpSync, existsSync, rmSync, statSync } from 'node:fs'
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
    copyForAll(statics.folder, folder)
    return { ...entry, statics: { ...statics, folder } }
  })
}

/** nginx reads the copy as another account, whatever the umask of this process and the modes of the checkout. */
function copyForAll(from: string, to: string): void {
  const copies: [source: string, copy: string][] = []
  const filter = (...one: [source: string, copy: string]) => copies.push(one) > 0
  const before = process.umask(0o022)
  try {
    cpSync(from, to, { recursive: true, preserveTimestamps: true, filter })
  } finally {
    process.umask(before)
  }
  for (const [source, copy] of copies) {
    chmodSync(copy, statSync(copy).isDirectory() ? 0o755 : 0o644)
    removeOutdated(source, copy)
  }
}

/** Compressed forms of a file as it was before: nginx would send them in its place. */
function removeOutdated(source: string, copy: string): void {
  for (const form of ['.br', '.gz']) if (!existsSync(source + form)) rmSync(copy + form, { force: true })
}
