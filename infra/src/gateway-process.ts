import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { StaticsEntry } from '@larder/blueprint'
import { isRunning } from '@larder/serve'
import type { Instance } from './deployment.js'
import { INFRA_ERR_GATEWAY } from './errors.js'

/** One gateway in the background, known by its pid file. */
export class GatewayProcess {
  readonly #pidFile: string

  constructor(pidFile: string) {
    this.#pidFile = pidFile
  }

  /**
   * Resolves when its workers serve.
   *
   * @throws INFRA_ERR_GATEWAY with what the gateway said
   */
  async start(instance: Instance): Promise<void> {
    const flags = Object.entries(instance).map(([name, value]) => `--${name}=${value}`)
    await runGateway(['start', ...flags, '--daemon', '--pid', this.#pidFile])
  }

  async stop(): Promise<void> {
    if (await this.runs()) await runGateway(['stop', '--pid', this.#pidFile])
  }

  async reload(): Promise<void> {
    await runGateway(['reload', '--pid', this.#pidFile])
  }

  /** Whether its master answers. */
  runs(): Promise<boolean> {
    return isRunning(this.#pidFile)
  }

  /** What `gateway status` says; undefined where it does not run. */
  async status(): Promise<string | undefined> {
    return runGateway(['status', '--pid', this.#pidFile]).catch(() => undefined)
  }
}

/** Asks `gateway statics` for the prefixes and the static files of the shop that instances serve. */
export async function askForStatics(instances: Instance[]): Promise<StaticsEntry[]> {
  const [publicUrl] = instances.flatMap((instance) => instance['public-url'] ?? [])
  const env = publicUrl === undefined ? {} : { LARDER_PUBLIC_URL: publicUrl }
  return JSON.parse(await runGateway(['statics', '--json'], env))
}

async function runGateway(args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  // In a process group of its own: Ctrl-C reaches this process alone, which then stops the gateway.
  const child = spawn(process.execPath, [GATEWAY, ...args], {
    detached: true,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const code = new Promise((resolve) => child.once('close', resolve))
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
  if ((await code) !== 0) throw new INFRA_ERR_GATEWAY(complaint.trim())
  return said.trimEnd()
}

const GATEWAY = fileURLToPath(new URL('../bin/gateway.js', import.meta.resolve('@larder/gateway/cli')))
