import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Deployment, Instance } from './deployment.js'
import { INFRA_ERR_INTERRUPTED } from './errors.js'
import { askForStatics, GatewayProcess } from './gateway-process.js'
import { renderSite } from './nginx/site-conf.js'
import { NginxProcess } from './nginx-process.js'

/** A deployment on this machine: gateways in the background, and an nginx of its own before them. */
export class LocalDeployment {
  readonly #deployment: Deployment
  readonly #folder: string
  readonly #nginx: NginxProcess
  readonly #gateways: { instance: Instance; gateway: GatewayProcess }[]

  /** @param folder for its pid files, and for all that nginx needs */
  constructor(deployment: Deployment, folder: string) {
    this.#deployment = deployment
    this.#folder = folder
    this.#nginx = new NginxProcess(folder)
    this.#gateways = deployment.instances.map((instance) => ({
      instance,
      gateway: new GatewayProcess(instance, `${folder}/${instance.bind.replace(/\W+/g, '_')}.pid`)
    }))
  }

  /**
   * Starts what does not run yet.
   *
   * @param interruption aborted by Ctrl-C or SIGTERM
   * @returns whether there was anything to start
   * @throws the reason why it cannot start, once all that this call has started is stopped
   */
  async start(interruption: AbortSignal): Promise<boolean> {
    const absent = await this.#findAbsent()
    if (absent.length === 0 && this.#nginx.pid) return false
    const changed = await this.#configure()
    const starts = await Promise.allSettled(absent.map((gateway) => gateway.start()))
    try {
      for (const start of starts) if (start.status === 'rejected') throw start.reason
      if (interruption.aborted) throw new INFRA_ERR_INTERRUPTED()
      if (!this.#nginx.pid) this.#nginx.start()
      else if (changed) this.#nginx.reload()
      return true
    } catch (error) {
      await Promise.allSettled(absent.map((gateway) => gateway.stop()))
      throw error
    }
  }

  /** Resolves when the requests in flight are answered and every process has ended. */
  async stop(): Promise<void> {
    try {
      await this.#nginx.stop()
    } finally {
      await Promise.all(this.#gateways.map(({ gateway }) => gateway.stop()))
    }
  }

  /** Reloads configuration and code, one instance after the other, without losing a request. */
  async reload(): Promise<void> {
    const changed = await this.#configure()
    for (const { gateway } of this.#gateways) await gateway.reload()
    if (changed) this.#nginx.reload()
  }

  /** Turns nginx's maintenance page on or off. */
  maintain(on: boolean): void {
    const file = `${this.#folder}/maintenance.on`
    if (on) writeFileSync(file, '')
    else rmSync(file, { force: true })
  }

  /** A text that says what runs, and whether everything does. */
  async status(): Promise<{ text: string; complete: boolean }> {
    const { pid } = this.#nginx
    const states = await Promise.all(this.#gateways.map(({ gateway }) => gateway.status()))
    const lines = this.#gateways.map(
      ({ instance }, place) => states[place] ?? `${instance.bind}\ndoes not run`
    )
    const nginx = `nginx ${this.#deployment.nginx.listen ?? ''}\n${pid ? `pid ${pid}` : 'does not run'}`
    return {
      text: [nginx, ...lines].join('\n\n'),
      complete: pid !== undefined && !states.includes(undefined)
    }
  }

  async #findAbsent(): Promise<GatewayProcess[]> {
    const gateways = this.#gateways.map(({ gateway }) => gateway)
    const running = await Promise.all(gateways.map((gateway) => gateway.runs()))
    return gateways.filter((_, place) => !running[place])
  }

  /** @returns whether nginx has to reload */
  async #configure(): Promise<boolean> {
    mkdirSync(this.#folder, { recursive: true })
    copyFileSync(MAINTENANCE, `${this.#folder}/maintenance.html`)
    const places = {
      pages: this.#folder,
      cache: `${this.#folder}/cache`,
      accessLog: `${this.#folder}/access.log`
    }
    const site = renderSite(this.#deployment, { statics: await askForStatics(), ...places })
    return this.#nginx.configure(site, this.#deployment.nginx)
  }
}

const MAINTENANCE = fileURLToPath(new URL('../nginx/maintenance.html', import.meta.url))
