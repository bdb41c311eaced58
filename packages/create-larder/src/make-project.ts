import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { addRecipesMigration, relateRecipes } from './add-model.js'
import type { Choices } from './choices.js'
import { Refused } from './refused.js'
import { writeFiles } from './write-files.js'

/**
 * Makes a project beside its folder, and renames it when it is complete: a failure, or Ctrl-C, leaves nothing.
 *
 * @throws Refused where npm cannot install the packages
 */
export async function makeProject(choices: Choices): Promise<void> {
  const interruption = new AbortController()
  const interrupt = () => interruption.abort()
  for (const signal of SIGNALS) process.on(signal, interrupt)
  try {
    await withParents(choices.folder, () => makeFolder(choices, interruption.signal))
  } catch (error) {
    if (!interruption.signal.aborted) throw error
    console.error('create-larder: interrupted. Nothing was made.')
    process.exit(130)
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Makes the folders that a folder is to be in. Where the work fails they go again, up to one that has something else. */
async function withParents(folder: string, work: () => Promise<void>): Promise<void> {
  const parent = path.dirname(folder)
  const first = await mkdir(parent, { recursive: true })
  try {
    await work()
  } catch (error) {
    for (let made = parent; first && made.startsWith(first); made = path.dirname(made))
      await rmdir(made).catch(() => {})
    throw error
  }
}

async function makeFolder(choices: Choices, signal: AbortSignal): Promise<void> {
  const { folder } = choices
  const draft = await mkdtemp(`${folder}.`)
  try {
    // A temporary folder is its owner's alone; this one has to be readable for the account that serves it.
    await chmod(draft, 0o777 & ~process.umask())
    writeFiles(draft, choices)
    await install(draft, signal)
    await rename(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    throw error
  }
}

/** Installs the packages, brings Larder's models and migrations, and adds the project's own. */
async function install(folder: string, signal: AbortSignal): Promise<void> {
  const run = (words: string[]) => runCommand(words, folder, signal)
  console.log('Installing the packages with npm: one to three minutes at the first time …')
  await run(['npm', 'install', '--no-audit', '--no-fund', '--loglevel=error'])
  console.log('Copying Larder’s models and migrations …')
  await run(['node', binOf(folder, 'larder-db'), 'init'])
  relateRecipes(folder)
  addRecipesMigration(folder)
  console.log('Generating the Prisma client of its models and yours …')
  await run(['node', binOf(folder, 'prisma'), 'generate'])
}

function binOf(folder: string, name: string): string {
  const file = path.join(folder, 'node_modules/.bin', name)
  if (!existsSync(file))
    throw new Refused(`npm has installed no ${name}. Is its cache or registry older than Larder?`)
  return file
}

/** In the foreground; its end is awaited where a signal ends it too. What it prints is shown where it fails. */
async function runCommand(
  [command = '', ...args]: string[],
  cwd: string,
  signal: AbortSignal
): Promise<void> {
  signal.throwIfAborted()
  const program = command === 'node' ? process.execPath : command
  const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], env: withoutPackage() })
  const kill = () => child.kill('SIGTERM')
  signal.addEventListener('abort', kill)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  signal.removeEventListener('abort', kill)
  if (signal.aborted) throw new Refused('interrupted')
  if (code !== 0)
    throw new Refused(`"${[command, ...args].join(' ')}" failed, so nothing was made.\n${said.trim()}`)
}

/** npm tells those it runs of their package, which is not the project. */
function withoutPackage(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle)_|^npm_config_local_prefix$|^INIT_CWD$/.test(name)
    )
  )
}
