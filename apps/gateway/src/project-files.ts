import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { GATEWAY_ERR_APP } from './errors.js'

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
