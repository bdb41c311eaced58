import { claimNames } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import type { Fields, ValuesOf } from './fields.js'
import { type Section, type SectionOf, SettingsStore, type Values } from './settings-store.js'

export interface SettingsOptions {
  /** Milliseconds after which a request reads the settings again. @default 1000 */
  maxAge?: number | undefined
}

/**
 * Gives the app `app.settings`: what the owner sets in the browser, over what the code says. A
 * request that finds them older than a second reads them again, in one query for all that wait.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN
 */
export default fp(settings, { name: '@larder/settings', fastify: '5.x', dependencies: ['@larder/database'] })

async function settings(app: FastifyInstance, { maxAge = 1_000 }: SettingsOptions) {
  claimNames(app, { plugin: '@larder/settings', names: ['app.settings'] })
  const store = new SettingsStore(app.db, maxAge)
  app.decorate('settings', {
    add<F extends Fields>(section: SectionOf<F>) {
      store.add(section)
      // The store keeps for each field only what its kind takes.
      return () => store.get(section.name) as ValuesOf<F>
    },
    load: () => store.load(),
    store
  } satisfies AppSettings)
  app.addHook('onRequest', (request, _reply, done) => {
    if (store.isFresh() || request.routeOptions.config.impersonal) return done()
    // A database that does not answer has the request refused by its own query, not by this one too.
    let waits = true
    const goOn = () => {
      if (waits) done()
      waits = false
      clearTimeout(timer)
    }
    const timer = setTimeout(goOn, PATIENCE)
    store
      .load()
      .catch((error) => request.log.warn(error, 'The settings were not read. The former ones hold.'))
      .then(goOn)
  })
}

/** Milliseconds that a request waits for the settings at most. */
const PATIENCE = 250

export interface AppSettings {
  /**
   * Adds a section, with a form on the staff's pages.
   *
   * @returns what it is set to at the moment: to be called where a value is used, not at boot
   * @throws SETTINGS_ERR_SECTION_TAKEN
   */
  add<const F extends Fields>(section: SectionOf<F>): () => Readonly<ValuesOf<F>>
  /** Reads them now: for work that no request asked for. */
  load(): Promise<void>
  /** For the pages that change them. */
  store: SettingsStore
}

declare module 'fastify' {
  interface FastifyInstance {
    settings: AppSettings
  }
}

export { SETTINGS_ERR_UNKNOWN_SECTION } from './errors.js'
export type { Field, Fields, ValuesOf } from './fields.js'
export { readPicture } from './picture-value.js'
export type { Section, SectionOf, SettingsStore, Values }
