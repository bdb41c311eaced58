// Brings node_modules up to date with the lock file, before `npm start` and `npm test`. Needs nothing installed.
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 20 || (major === 20 && minor < 19)) {
  fail(
    `Larder needs Node 20.19 or later; this is ${process.versions.node}. Install a newer one and try again.`
  )
}
try {
  accessSync(root, constants.W_OK)
} catch (error) {
  fail(
    `${root} cannot be written to (${error.code}). Clone Larder to a folder of yours on a disk that is not read-only.`
  )
}

const installed = `${root}node_modules/pnpm/bin/pnpm.cjs`
const [command, ...args] = existsSync(installed)
  ? [process.execPath, installed]
  : ['npx', '-y', 'pnpm@10.34.9']
args.push('install', '--frozen-lockfile', '--reporter=append-only')
const child = spawn(command, args, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' }
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
const [status, signal] = await new Promise((resolve) => {
  child.on('error', ({ message }) => fail(`${command} could not be run: ${message}`))
  child.on('exit', (...outcome) => resolve(outcome))
})
if (signal) process.exit(130)
if (status !== 0) {
  const { bavail, bsize } = statfsSync(root)
  const full = bavail * bsize < 100_000_000
  fail(
    full ? 'The disk is full. Larder needs about 1 GB.' : 'The packages could not be installed: see above.'
  )
}

function fail(message) {
  console.error(`larder: ${message}`)
  process.exit(1)
}
