import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { fail, root, run } from '../run.mjs'

/**
 * Installs the gateway and the packages that it needs in production into a folder, in the versions of the lock file.
 * Its files are links into pnpm's store and to the checkout, whose next build would change them.
 *
 * @param extras those of its devDependencies that are to be there besides
 */
export async function installProduction(folder, extras) {
  // pnpm deploys from a workspace that injects its packages: as copies, where others have links to the sources.
  const inject = '--config.inject-workspace-packages=true'
  await runPnpm('--filter=@larder/gateway', 'deploy', ...PRODUCTION, inject, folder)
  if (extras.length > 0) {
    await addExtras(folder, extras)
    makeProject(folder)
  }
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

/** Makes them dependencies in what pnpm has written into the folder, and installs anew. */
async function addExtras(folder, extras) {
  const lockFile = path.join(folder, 'pnpm-lock.yaml')
  const manifestFile = path.join(folder, 'package.json')
  const lock = parse(readFileSync(lockFile, 'utf8'))
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
  for (const { dependencies, devDependencies } of [lock.importers['.'], manifest]) {
    for (const name of extras) {
      dependencies[name] = devDependencies[name]
      delete devDependencies[name]
    }
  }
  // They belong to the workspace, which the folder has left.
  delete lock.catalogs
  replaceFile(lockFile, stringify(lock))
  replaceFile(manifestFile, JSON.stringify(manifest))
  await runPnpm(
    `--dir=${folder}`,
    'install',
    '--ignore-workspace',
    '--frozen-lockfile',
    '--offline',
    ...PRODUCTION
  )
}

/** Makes the folder one that larder-db works in, and that the embedded PostgreSQL keeps its data in. */
function makeProject(folder) {
  symlinkSync('node_modules/@larder/database/dist/prisma', path.join(folder, 'prisma'))
  writeFileSync(
    path.join(folder, 'prisma.config.mjs'),
    `const isMysql = /^(mysql|mariadb):/i.test(process.env.DATABASE_URL ?? '')
const folder = isMysql ? 'prisma/mysql/migrations' : 'prisma/migrations'
export default { schema: 'prisma/schema', migrations: { path: folder } }
`
  )
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
