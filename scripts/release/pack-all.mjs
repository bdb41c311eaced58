import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { lastLines, problemsError, runQuietly } from './run-quietly.mjs'

/**
 * Packs packages as they are published, what they need first.
 *
 * @returns {Promise<{ name: string, file: string }[]>}
 */
export async function packAll(root, packages, folder) {
  const destination = path.join(folder, 'tarballs')
  mkdirSync(destination)
  const pnpm = path.join(root, 'node_modules/pnpm/bin/pnpm.cjs')
  const filters = packages.flatMap(({ manifest }) => ['--filter', manifest.name])
  const args = [pnpm, ...filters, 'pack', '--pack-destination', destination]
  const { code, output } = await runQuietly(process.execPath, args, { cwd: root })
  if (code !== 0) throw problemsError([`pnpm pack failed:\n  ${lastLines(output)}`])
  return neededFirst(packages).map(({ manifest: { name, version } }) => {
    const file = `${name.replace('@', '').replace('/', '-')}-${version}.tgz`
    return { name, version, file: path.join(destination, file) }
  })
}

function neededFirst(packages) {
  const byName = new Map(packages.map((one) => [one.manifest.name, one]))
  const sorted = new Set()
  const visit = (one) => {
    if (!one || sorted.has(one)) return
    for (const name of Object.keys(one.manifest.dependencies ?? {})) visit(byName.get(name))
    sorted.add(one)
  }
  for (const one of packages) visit(one)
  return [...sorted]
}
