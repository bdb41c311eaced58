import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/**
 * The packages that are published: those of the workspace that are not private.
 *
 * @returns {{ folder: string, manifest: object }[]} each one's folder from the root, and its package.json
 */
export function findPublicPackages(root) {
  return findPackages(root).filter(({ manifest }) => !manifest.private)
}

/** All packages of the workspace, as {@link findPublicPackages} does. */
export function findPackages(root) {
  const folders = ['packages', 'apps'].flatMap((parent) => {
    const full = path.join(root, parent)
    const names = existsSync(full) ? readdirSync(full).sort() : []
    return names.map((name) => `${parent}/${name}`)
  })
  return [...folders, 'infra'].flatMap((folder) => {
    const file = path.join(root, folder, 'package.json')
    return existsSync(file) ? [{ folder, manifest: JSON.parse(readFileSync(file, 'utf8')) }] : []
  })
}
