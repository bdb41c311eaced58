import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance } from 'fastify'
import pino from 'pino'
import type { AppDefinition, JsonObject } from './define-app.js'
import { SERVE_ERR_APP, SERVE_ERR_APP_LISTENS } from './errors.js'
import type { Logs } from './logs/log-files.js'
import type { AppConfig } from './settings/read-settings.js'
import { SERVE_SETTINGS } from './settings/settings.js'

/** Where an app is: in a module of an own command, or in a file that somebody names. */
export type AppSource = { module: string } | { file: string; name?: string }

/**
 * The app of a source. Of a file nothing is loaded before the app is created, which workers do: the code that a reload brings
 * is new, and the master has neither its memory nor its connections.
 *
 * @throws SERVE_ERR_APP
 */
export async function loadApp(source: AppSource): Promise<AppDefinition> {
  if ('file' in source) return new FileApp(source.file, source.name)
  const { default: definition }: { default?: unknown } = await import(source.module)
  if (isDefinition(definition)) return definition
  throw new SERVE_ERR_APP(source.module, 'has no app as its default export: see defineApp.')
}

/**
 * Reads `FILE[:NAME]`, relative to the working directory.
 *
 * @throws SERVE_ERR_APP where there is no such file
 */
export function parseAppSource(text: string): AppSource {
  const [, named = text, name] = /^(.+?)(?::([\w$]+)(?:\(\))?)?$/.exec(text) ?? []
  const file = path.resolve(named)
  if (existsSync(file)) return { file, ...(name && { name }) }
  const similar = ['.js', '.mjs', '.cjs'].find((extension) => existsSync(file + extension))
  const advice = similar ? `Write ${named}${similar}${name ? `:${name}` : ''}.` : 'Name the file of the app.'
  throw new SERVE_ERR_APP(named, `is not there. ${advice}`)
}

/** The app in a file: what it exports as NAME, else as `app`, else by default. */
class FileApp implements AppDefinition {
  readonly #file: string
  readonly #name: string | undefined
  #warmUp: AppDefinition['warmUp']

  constructor(file: string, name: string | undefined) {
    this.#file = file
    this.#name = name
  }

  async create(config: AppConfig, hand: JsonObject, logs: Logs): Promise<FastifyInstance> {
    // What works with Fastify is no matter of the master.
    const { hasServerHooks, hookIntoApps, isApp } = await import('./server/server-hooks.js')
    const leaveAlone = hookIntoApps(config, logs)
    const app = await this.#load(config, hand, logs).finally(leaveAlone)
    if (!isApp(app)) this.#refuse(`has no Fastify app ${this.#called()}, nor a function that returns one.`)
    if (!hasServerHooks(app)) this.#refuse('has an app that was made by another Fastify than version 5.')
    if (app.server.listening) throw new SERVE_ERR_APP_LISTENS()
    if (app.initialConfig.bodyLimit !== config.bodyLimit && config.bodyLimit !== DEFAULT_BODY_LIMIT) {
      pino({}, logs.error).warn('--body-limit is without effect: the app was made with a limit of its own.')
    }
    return app
  }

  async warmUp(app: FastifyInstance, awaits: (what: string) => void): Promise<void> {
    await this.#warmUp?.(app, awaits)
  }

  async check(config: AppConfig): Promise<void> {
    const logs: Logs = { error: process.stderr, reopen() {}, close() {} }
    const app = await this.create({ ...config, logLevel: 'silent' }, {}, logs)
    await app.ready()
    await app.close()
  }

  async #import(): Promise<object> {
    try {
      return await import(pathToFileURL(this.#file).href)
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_FILE_EXTENSION')
        return this.#refuse('is nothing that this Node runs. Build it, and name the .js.')
      throw error
    }
  }

  /** CommonJS has all that it exports as its default, too. */
  #find(module: object): unknown {
    const whole: unknown = Reflect.get(module, 'default')
    const places = [module, ...(typeof whole === 'object' && whole !== null ? [whole] : [])]
    for (const name of this.#name ? [this.#name] : ['app', 'default']) {
      const place = places.findLast((place) => Reflect.has(place, name))
      if (place) return Reflect.get(place, name)
    }
    return this.#refuse(`exports nothing ${this.#called()}.`)
  }

  async #load(...given: Parameters<AppDefinition['create']>): Promise<unknown> {
    const exported = this.#find(await this.#import())
    if (typeof exported === 'function') return exported(...given)
    if (!isDefinition(exported)) return exported
    if (exported.settings || exported.before) this.#refuse(ONLY_OF_COMMANDS)
    this.#warmUp = exported.warmUp
    return exported.create(...given)
  }

  #called(): string {
    return this.#name ? `as ${this.#name}` : 'as app, nor by default'
  }

  #refuse(why: string): never {
    throw new SERVE_ERR_APP(this.#file, why)
  }
}

const ONLY_OF_COMMANDS =
  'defines settings, or what runs before the workers: only a command of its own can have these, see run.'
const DEFAULT_BODY_LIMIT = SERVE_SETTINGS.bodyLimit.parse(SERVE_SETTINGS.bodyLimit.default)

function isDefinition(value: unknown): value is AppDefinition {
  return (
    typeof value === 'object' && value !== null && 'create' in value && typeof value.create === 'function'
  )
}
