import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Nginx } from './deployment.js'
import { INFRA_ERR_NGINX, INFRA_ERR_NGINX_MISSING } from './errors.js'
import { MIME_TYPES, renderNginxConf } from './nginx/nginx-conf.js'

/** An nginx with a folder of its own for all that it needs. */
export class NginxProcess {
  readonly #folder: string

  constructor(folder: string) {
    this.#folder = folder
  }

  /**
   * Writes the configuration. nginx reads it at its start and at a reload.
   *
   * @throws INFRA_ERR_NGINX with nginx's complaint about it, INFRA_ERR_NGINX_MISSING, INFRA_ERR_BROTLI_MISSING
   */
  configure(site: string, options: Nginx): void {
    mkdirSync(`${this.#folder}/temp`, { recursive: true })
    const files = {
      'mime.types': MIME_TYPES,
      'site.conf': site,
      'nginx.conf': renderNginxConf(this.#folder, `${this.#folder}/site.conf`, options)
    }
    for (const [name, text] of Object.entries(files)) writeFileSync(`${this.#folder}/${name}`, text)
    this.#run('-t', '-q')
  }

  get pid(): number | undefined {
    const pid = Number(readIfThere(`${this.#folder}/nginx.pid`))
    if (!pid) return undefined
    // After a crash the pid may belong to another process.
    const { stdout } = spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' })
    return stdout?.includes(`${this.#folder}/nginx.conf`) ? pid : undefined
  }

  /**
   * Starts it, or has it read its configuration and its certificates anew.
   *
   * @throws INFRA_ERR_NGINX with the reason why it cannot listen
   */
  renew(): void {
    if (this.pid) this.#run('-s', 'reload')
    else this.#run()
  }

  /** Resolves when the requests in flight are answered and nginx has ended. */
  async stop(): Promise<void> {
    if (!this.pid) return
    this.#run('-s', 'quit')
    // nginx is no child of this process: its end sends no event.
    while (this.pid) await delay(20)
  }

  #run(...args: string[]): void {
    const base = ['-p', this.#folder, '-c', `${this.#folder}/nginx.conf`, '-e', `${this.#folder}/error.log`]
    const { status, stderr, error } = spawnSync(findNginx(), [...base, ...args], { encoding: 'utf8' })
    if (error) throw new INFRA_ERR_NGINX_MISSING()
    if (status !== 0) throw new INFRA_ERR_NGINX(explain(stderr))
  }
}

/** nginx may remove its pid file at any moment, so it is not asked beforehand. */
function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}

/** nginx's complaint, once: it tries for two seconds to bind an address, and complains each time. */
function explain(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^(nginx:|[\d/]+ [\d:]+) (\[\w+\] )?([\d#]+: )?/, '').trim())
  return [...new Set(lines)]
    .filter((line) => line && !line.startsWith('still could not bind'))
    .map((line) => `nginx: ${line}`)
    .join('\n')
}

// Often missing in the PATH of accounts other than root.
function findNginx(): string {
  return ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find(existsSync) ?? 'nginx'
}
