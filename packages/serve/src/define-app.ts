import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Logs } from './logs/log-files.js'
import type { AppConfig, AppSettings } from './settings/read-settings.js'
import type { SettingRows } from './settings/setting-rows.js'

export type Json = string | number | boolean | null | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json | undefined
}

/** An app that is served by several processes: a master, which never loads the app itself, and its workers. */
export interface AppDefinition<Rows extends SettingRows = SettingRows, Hand extends JsonObject = JsonObject> {
  /** @default those of every app alone */
  settings?: AppSettings<Rows>
  /**
   * Runs in the master, after the sockets are open and before the first worker; not again at a reload. Heavy work belongs in
   * a child process: the master lives long. A stop meanwhile waits until it is done; one that is to be quick, for two seconds.
   */
  before?(config: AppConfig<Rows>, log: Pick<FastifyBaseLogger, 'info' | 'warn'>): Promise<Prepared<Hand>>
  /**
   * Runs in each worker. Returns an app that neither was booted nor listens.
   *
   * @param hand what `before` hands over
   */
  create(config: AppConfig<Rows>, hand: Hand, logs: Logs): FastifyInstance | Promise<FastifyInstance>
  /**
   * Does in each worker, before it serves, what the first visit would wait for. Meanwhile `app.warmingUp` is true, and
   * requests are neither logged nor counted.
   *
   * @param awaits told what is being waited for, for people
   */
  warmUp?(app: FastifyInstance, awaits: (what: string) => void): Promise<void>
  /**
   * Looks, for the verb `check`, for what would keep the app from booting.
   *
   * @throws with a line for each thing that is wrong
   */
  check?(config: AppConfig<Rows>): Promise<void>
}

/** What the workers need that is there once for all of them. */
export interface Prepared<Hand extends JsonObject> {
  /** For `create`. It travels as JSON. */
  hand: Hand
  /** Called after the last worker has ended, and when the start fails. */
  release?(): Promise<void>
}

/** Types an app by its own settings. The module that exports it, as default, is loaded by the master: it is to be light. */
export function defineApp<
  Rows extends SettingRows = Record<never, never>,
  Hand extends JsonObject = JsonObject
>(definition: AppDefinition<Rows, Hand>): AppDefinition<Rows, Hand> {
  return definition
}
