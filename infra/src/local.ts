import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Deployment, Instance } from './deployment.js'
import { renderSite, type SiteOptions } from './nginx.js'
import { MIME_TYPES, renderServer } from './server.js'

export interface LocalOptions {
  deployment: Deployment
  site: Omit<SiteOptions, 'cache'>
  /** Where the gateways run: their logs are relative to it. */
  root: string
  /** For what nginx needs, its logs, and the pid files. */
  folder: string
}

/**
 * Brings a deployment up on this machine: every gateway in the background, then an nginx of its own in front. What runs
 * already stays as it is.
 *
 * @throws with one line where something does not come up; what this call has started is stopped then
 */
export async function startLocal(options: LocalOptions): Promise<void> {
  const { deployment, root, folder } = options
  for (const part of ['temp', 'cache', 'pid']) mkdirSync(`${folder}/${part}`, { recursive: true })
  mkdirSync(`${root}/log`, { recursive: true })
  writeConfiguration(options)
  const started: Instance[] = []
  try {
    for (const instance of deployment.instances) {
      if (isAlive(pidFile(folder, instance))) continue
      await gateway(options, ['start', '-D', ...flagsOf(instance), '--pid', pidFile(folder, instance)])
      started.push(instance)
    }
    if (!isAlive(`${folder}/nginx.pid`)) nginx(folder)
  } catch (error) {
    for (const instance of started) await gateway(options, ['stop', '--pid', pidFile(folder, instance)])
    throw error
  }
}

/** Ends all that {@link startLocal} has started, when the requests in flight are answered. */
export async function stopLocal(options: LocalOptions): Promise<void> {
  const { deployment, folder } = options
  if (isAlive(`${folder}/nginx.pid`)) {
    nginx(folder, '-s', 'quit')
    await ended(`${folder}/nginx.pid`)
  }
  for (const instance of deployment.instances) {
    const file = pidFile(folder, instance)
    if (isAlive(file)) await gateway(options, ['stop', '--pid', file])
  }
}

/** Has everything read its configuration anew, and new code, without losing a request. */
export async function reloadLocal(options: LocalOptions): Promise<void> {
  writeConfiguration(options)
  for (const instance of options.deployment.instances) {
    await gateway(options, ['reload', '--pid', pidFile(options.folder, instance)])
  }
  nginx(options.folder, '-s', 'reload')
}

/** Prints what runs. @returns whether all of it does */
export async function showLocal(options: LocalOptions): Promise<boolean> {
  const { deployment, folder } = options
  const alive = isAlive(`${folder}/nginx.pid`)
  console.log(`nginx ${deployment.nginx.listen.join(', ')}: ${alive ? 'runs' : 'does not run'}`)
  let all = alive
  for (const instance of deployment.instances) {
    const file = pidFile(folder, instance)
    if (isAlive(file)) await gateway(options, ['status', '--pid', file])
    else console.log(`gateway ${instance.bind}: does not run`)
    all &&= isAlive(file)
  }
  return all
}

function writeConfiguration({ deployment, site, folder }: LocalOptions): void {
  writeFileSync(`${folder}/mime.types`, MIME_TYPES)
  writeFileSync(`${folder}/site.conf`, renderSite(deployment, { ...site, cache: `${folder}/cache` }))
  writeFileSync(`${folder}/nginx.conf`, renderServer(folder, [`${folder}/site.conf`]))
  nginx(folder, '-t', '-q')
}

/** @throws with what nginx says */
function nginx(folder: string, ...args: string[]): void {
  const binary =
    ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find(existsSync) ?? 'nginx'
  const base = ['-p', folder, '-c', `${folder}/nginx.conf`, '-e', `${folder}/error.log`]
  const { status, stderr, error } = spawnSync(binary, [...base, ...args], { encoding: 'utf8' })
  if (error) throw new Error('nginx is not installed: apt-get install nginx-light, or brew install nginx')
  if (status !== 0) throw new Error(`nginx: ${stderr.trim()}`)
}

async function gateway({ root }: LocalOptions, args: string[]): Promise<void> {
  const bin = fileURLToPath(new URL('../bin/gateway.js', import.meta.resolve('@larder/gateway/cli')))
  const child = spawn(process.execPath, [bin, ...args], { cwd: root, stdio: 'inherit' })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  if (code !== 0) throw new Error(`gateway ${args.join(' ')} failed: see above.`)
}

function flagsOf(instance: Instance): string[] {
  return Object.entries(instance).map(([name, value]) => `--${name}=${value}`)
}

function pidFile(folder: string, { bind }: Instance): string {
  return `${folder}/pid/${bind.replace(/\W+/g, '_')}`
}

function isAlive(file: string): boolean {
  if (!existsSync(file)) return false
  try {
    return process.kill(Number(readFileSync(file, 'utf8')), 0)
  } catch {
    return false
  }
}

/** nginx tells nobody when it has ended; it removes its pid file then. */
async function ended(file: string): Promise<void> {
  while (isAlive(file)) await new Promise((resolve) => setTimeout(resolve, 20))
}
