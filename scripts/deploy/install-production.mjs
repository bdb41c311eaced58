import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fail, root, run } from '../run.mjs'

/**
 * Installs the gateway and the packages that it needs in production into a folder, in the versions of the lock file.
 * Its files are links into pnpm's store and to the checkout, whose next build would change them.
 */
export async function installProduction(folder) {
  // pnpm deploys from a workspace that injects its packages: as copies, where others have links to the sources.
  const inject = '--config.inject-workspace-packages=true'
  await runPnpm('--filter=@larder/gateway', 'deploy', ...PRODUCTION, inject, folder)
  for (const note of PNPM_NOTES) rmSync(path.join(folder, note), { force: true })
  writeManifest(folder)
}

const PRODUCTION = ['--prod', '--ignore-scripts', '--config.extend-node-path=false']

/** What pnpm writes down for its next run, with the paths of this machine. */
const PNPM_NOTES = [
  'pnpm-lock.yaml',
  'node_modules/.modules.yaml',
  'node_modules/.pnpm-workspace-state-v1.json',
  'node_modules/.pnpm/lock.yaml'
]

async function runPnpm(...args) {
  const code = await run('pnpm', ['--reporter=append-only', '--loglevel=warn', ...args])
  if (code !== 0) fail('The packages could not be installed: see above.')
}

/** The package.json of the sources, without what only a checkout can install. */
function writeManifest(folder) {
  const { name, version, license, type, exports, bin, engines } = JSON.parse(
    readFileSync(path.join(root, 'apps/gateway/package.json'), 'utf8')
  )
  const manifest = { name, version, license, private: true, type, exports, bin, engines }
  replaceFile(path.join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** A file that pnpm has made may be a link into its store, which must stay as it is. */
function replaceFile(file, text) {
  rmSync(file)
  writeFileSync(file, text)
}
