import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
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
  readonly #gateways: LocalGateway[]

  /** @param folder for its pid files, and for all that nginx needs */
  constructor(deployment: Deployment, folder: string) {
    this.#deployment = deployment
    this.#folder = folder
    this.#nginx = new NginxProcess(folder)
    this.#gateways = deployment.instances.map((instance) => {
      const pidFile = `${instance.bind.replace(/\W+/g, '_')}.pid`
      return { instance, pidFile, gateway: new GatewayProcess(`${folder}/${pidFile}`) }
    })
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
    await this.#configure()
    await startGateways(absent, () => {
      if (interruption.aborted) throw new INFRA_ERR_INTERRUPTED()
      this.#nginx.renew()
    })
    return true
  }

  /** Resolves when the requests in flight are answered and every process has ended, also of instances that are no longer listed. */
  async stop(): Promise<void> {
    try {
      await this.#nginx.stop()
    } finally {
      const gateways = [...this.#gateways.map(({ gateway }) => gateway), ...this.#findRemoved()]
      await Promise.all(gateways.map((gateway) => gateway.stop()))
    }
  }

  /**
   * Reloads configuration and code, one instance after the other, without losing a request. Instances that do not run, as one
   * with another bind than before, start, and those that are no longer listed stop.
   *
   * @throws the reason why one cannot start or reload: then nginx and the instances that are no longer listed go on as before
   */
  async reload(): Promise<void> {
    await this.#configure()
    const absent = await this.#findAbsent()
    await startGateways(absent)
    for (const local of this.#gateways) if (!absent.includes(local)) await local.gateway.reload()
    this.#nginx.renew()
    await Promise.all(this.#findRemoved().map((gateway) => gateway.stop()))
  }

  /** Turns nginx's maintenance page on or off. */
  maintain(on: boolean): void {
    mkdirSync(this.#folder, { recursive: true })
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
    const removed = await Promise.all(this.#findRemoved().map((gateway) => gateway.status()))
    const others = removed.flatMap((state) =>
      state ? [`${state}\nis no longer listed: a reload stops it`] : []
    )
    const nginx = `nginx ${this.#deployment.nginx.listen ?? ''}\n${pid ? `pid ${pid}` : 'does not run'}`
    return {
      text: [nginx, ...lines, ...others].join('\n\n'),
      complete: pid !== undefined && !states.includes(undefined)
    }
  }

  async #findAbsent(): Promise<LocalGateway[]> {
    const running = await Promise.all(this.#gateways.map(({ gateway }) => gateway.runs()))
    return this.#gateways.filter((_, place) => !running[place])
  }

  /** The gateways of instances that the deployment had before. */
  #findRemoved(): GatewayProcess[] {
    if (!existsSync(this.#folder)) return []
    const listed = ['nginx.pid', ...this.#gateways.map(({ pidFile }) => pidFile)]
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.pid') && !listed.includes(name))
      .map((name) => new GatewayProcess(`${this.#folder}/${name}`))
  }

  async #configure(): Promise<void> {
    mkdirSync(this.#folder, { recursive: true })
    copyFileSync(MAINTENANCE, `${this.#folder}/maintenance.html`)
    const places = {
      pages: this.#folder,
      cache: `${this.#folder}/cache`,
      accessLog: `${this.#folder}/access.log`
    }
    const statics = await askForStatics(this.#deployment.instances)
    const site = renderSite(this.#deployment, { statics, ...places })
    this.#nginx.configure(site, this.#deployment.nginx)
  }
}

interface LocalGateway {
  instance: Instance
  /** Its name in the folder. */
  pidFile: string
  gateway: GatewayProcess
}

/** Starts gateways, and does what comes next; where either fails, none of them runs. */
async function startGateways(gateways: LocalGateway[], next = () => {}): Promise<void> {
  const starts = await Promise.allSettled(gateways.map(({ gateway, instance }) => gateway.start(instance)))
  try {
    for (const start of starts) if (start.status === 'rejected') throw start.reason
    next()
  } catch (error) {
    await Promise.allSettled(gateways.map(({ gateway }) => gateway.stop()))
    throw error
  }
}

const MAINTENANCE = fileURLToPath(new URL('../nginx/maintenance.html', import.meta.url))
