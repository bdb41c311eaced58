// Brings the checkout to where its commands work: packages installed by the lock file, and built. Needs nothing installed.
import { accessSync, constants, existsSync, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fail, root, run } from './run.mjs'

/**
 * Installs and builds what has changed. Each command that needs it calls this: npm skips `prestart` and the like where
 * `ignore-scripts` is set.
 *
 * @param options for the processes that do it: where their output goes
 */
export async function installAndBuild(options) {
  await install(options)
  await build(options)
}

/** Builds what has changed. @param options for the process that does it: where its output goes */
export async function build(options) {
  const telling = existsSync(`${root}apps/gateway/dist`) ? undefined : tellProgress()
  const code = await run('turbo', ['run', 'build', '--output-logs=errors-only', '--log-order=grouped'], {
    ...options,
    isStep: true
  })
  clearInterval(telling)
  if (code !== 0) fail('The build failed: see above.')
}

/** Says every ten seconds how far a first build is. @returns the timer, to be cleared */
function tellProgress() {
  console.error('larder: building the packages, a minute or two …')
  return setInterval(() => {
    const all = foldersWith('tsconfig.json')
    const built = all.filter((folder) => existsSync(`${root}${folder}/dist`))
    console.error(`larder: ${built.length} of ${all.length} are built …`)
  }, 10_000)
}

/** The folders of packages in which there is this file or folder, the applications and infra last. */
export function foldersWith(name) {
  const inFolders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(root + parent).map((folder) => `${parent}/${folder}`)
  )
  return [...inFolders, 'infra'].filter((folder) => existsSync(`${root}${folder}/${name}`))
}

const INSTALLED = `${root}node_modules/pnpm/bin/pnpm.cjs`
const PNPM = 'pnpm@10.34.9'

/** Brings node_modules up to date with the lock file. */
async function install(options) {
  checkNode()
  checkFolder()
  if (isInstalled()) return
  const [command, ...args] = existsSync(INSTALLED) ? [process.execPath, INSTALLED] : npx()
  // No package needs a script of its own to be installed, so that all machines do the same. The build comes afterwards.
  args.push('install', '--frozen-lockfile', '--ignore-scripts', '--reporter=append-only')
  const code = await run(command, args, { ...options, isStep: true })
  if (code !== 0) fail(explainInstall(command))
}

/** Whether nothing has changed since pnpm last looked, which it has written down. To ask it takes a second. */
function isInstalled() {
  try {
    const written = readFileSync(`${root}node_modules/.pnpm-workspace-state-v1.json`, 'utf8')
    const { lastValidatedTimestamp, projects, settings, filteredInstall } = JSON.parse(written)
    const isWhole = !filteredInstall && settings.dev && settings.production && settings.optional
    const folders = [...Object.keys(projects), ...foldersWith('package.json').map((folder) => root + folder)]
    const read = [
      ...folders.map((folder) => `${folder}/package.json`),
      ...READ_BY_PNPM.map((name) => root + name)
    ]
    return (
      isWhole &&
      read.every((file) => statSync(file).mtimeMs < lastValidatedTimestamp) &&
      folders.every((folder) => existsSync(`${folder}/node_modules`))
    )
  } catch {
    // Something is not there.
    return false
  }
}

const READ_BY_PNPM = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc', '.pnpmfile.cjs']

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(
    `Larder needs Node 20.19 or later; this is ${process.versions.node}. Install a newer one and try again.`
  )
}

function checkFolder() {
  const reason = whyNotWritable(root)
  if (reason)
    fail(
      `${root} cannot be written to (${reason}). Clone Larder to a folder of yours on a disk that is not read-only.`
    )
}

/** Under pnpm's environment npm warns of each setting that it does not know, unless it is told to be quiet. */
function npx() {
  const isChosen = process.env.npm_config_loglevel !== undefined
  if (isChosen) return ['npx', '--yes', PNPM]
  return ['npx', '--yes', '--loglevel=error', PNPM, '--loglevel=info']
}

function explainInstall(command) {
  const { bavail, bsize } = statfsSync(root)
  if (bavail * bsize < 100_000_000) return 'The disk is full. Larder needs about 1 GB.'
  const cache = process.env.npm_config_cache ?? path.join(os.homedir(), '.npm')
  const reason = command === 'npx' && whyNotWritable(cache)
  if (reason)
    return `npm cannot write to its cache ${cache} (${reason}). Give it another: npm_config_cache=/tmp/npm npm start`
  return 'The packages could not be installed: see above.'
}

/** Why a folder, or the one that it would be made in, cannot be written to; undefined where it can. */
function whyNotWritable(folder) {
  try {
    accessSync(folder, constants.W_OK)
  } catch ({ code }) {
    const parent = path.dirname(folder)
    return code === 'ENOENT' && parent !== folder ? whyNotWritable(parent) : code
  }
}
