import { fileURLToPath } from 'node:url'
import type { Eta } from 'eta/core'
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify'
import type { AppHooks } from './app-hooks.js'
import { type TimeFormats, timesIn } from './format-time.js'
import type { Message } from './languages/compile-message.js'
import { ENGLISH, type LanguageTable } from './languages/language-table.js'
import type { Translator } from './languages/translator.js'
import type { Slots } from './slots.js'

/** What the blueprints of one app know of each other. */
export interface Registry {
  scopes: Map<string, Scope>
  routes: Map<string, NamedRoute>
  /** The names of those that the app has left out of a blueprint. */
  leftOut: Set<string>
  /** Every route there is, in the order of declaration. */
  table: RouteEntry[]
  development: boolean
  /** The name of the scope that the app builds upon, if there is one. */
  base: string | undefined
  /** What stands before every path, where the app is served below one: `/shop`. */
  basePath: string
  /** Where absolute URLs begin: `https://shop.example`. */
  origin: string | undefined
  /** The blueprints that are served; undefined means all. */
  only: string[] | undefined
  /** What every template gets to see of the request; later ones win. */
  contexts: ViewContext[]
  /** How templates write times in a language. */
  times: (language: string) => TimeFormats
  languages: LanguageTable
  /** The folders of messages, by what keys call their owner; the first that has one wins. */
  messageFolders: Map<string, string[]>
  /** Compiled, by language, owner and key: `en goods:list.count`. */
  messages: Map<string, Message>
  /** By the code of an error: the whole key of its message, and the English text. */
  errors: Map<string, { key: string; english: string }>
  translators: Map<string, Translator>
  /** Tells the log of a message that is lacking. */
  warn: (text: string) => void
  /** What every mail gets to see. */
  mailContext: () => object
  appHooks: AppHooks
  /** Templates, by their kind. */
  compiled: Map<string, CompiledTemplates>
  /** The names of the slots that blueprints have. */
  slots: Set<string>
  /** What fills them, in the order of registration. */
  fillings: Filling[]
  /** Who fills a slot and in which order, where the app says so. */
  slotOrder: Record<string, string[]>
}

/** What is compiled already of the templates of one kind, for all scopes: a template is the same to each of them. */
export interface CompiledTemplates {
  /** By their files. */
  templates: Eta['templatesSync']
  /** Those all of whose templates are compiled. */
  folders: Set<string>
}

/** Makes what templates see beside a page's data, at once where it can. */
export type ViewContext = (request: FastifyRequest) => object | Promise<object>

/** What a scope shows in a slot. */
export interface Filling {
  slot: string
  template: string
  impersonal: boolean
  /** The name of the scope. */
  owner: string
  /** The slot's input and the filling's own data; undefined where it has nothing to show. */
  load(inputs: Partial<Slots>, request: FastifyRequest): Promise<object | undefined>
  /** Renders the template as that scope sees it. */
  render(data: object): string
  styleUrls(): string[]
}

/** A blueprint as it is mounted, or the app itself. */
export interface Scope {
  /** `goods`, or `shop.goods` where it is mounted within another. */
  name: string
  prefix: string
  /** Whose messages it has: the blueprint's name, however it is mounted. */
  owner: string
  /** The npm package it comes from, where its folder has one. */
  package: string | undefined
  templates: string | undefined
  mail: string | undefined
  static: string | undefined
  /** Whether it answers with pages, and not with JSON only. */
  pages: boolean
}

/** The folders of templates that a scope may have: for its pages, and for its mails. */
export type TemplateKind = 'templates' | 'mail'

export interface NamedRoute {
  url: string
  /**
   * The path cut at its parameters: literal text at even places, a parameter's name at odd ones.
   */
  pieces: string[]
}

/** A row of the app's table of routes. */
export interface RouteEntry {
  method: string
  url: string
  /** As `urlFor` knows it; undefined for a route without a name. */
  name: string | undefined
  blueprint: string
  package: string | undefined
  /** The templates that the route says its handler may show. */
  templates: readonly string[]
  /** The largest body in bytes, where the route has a limit of its own. */
  bodyLimit: number | undefined
  config: FastifyContextConfig
}

/** What keys call the messages of this package: those of its default templates and of its errors. */
export const OWN_MESSAGES = 'blueprint'

/** The name of the scope that is the app itself. */
export const APP = ''

/** Whether this instance serves what is in a scope: the option `only` may leave it to others. */
export function isServed(scope: string, { only, base }: Pick<Registry, 'only' | 'base'>): boolean {
  return scope === APP || scope === base || !only || only.includes(scope.split('.')[0] ?? '')
}

/** Whose templates and files win over those of blueprints: the app, then what it builds upon. */
export function appScopes({ scopes, base }: Registry): Scope[] {
  return [APP, base].flatMap((name) => (name === undefined ? [] : (scopes.get(name) ?? [])))
}

/** What lists call the scope of this name. */
export function ownerName(scope: string): string {
  return scope === APP ? 'app' : scope
}

/** What a message calls the scope of this name. */
export function nameFor(scope: string): string {
  return scope === APP ? 'The app' : `The blueprint '${scope}'`
}

/**
 * The app's one registry. All instances of an app, encapsulated or not, share its server, so that
 * is the key.
 */
export function registryOf(app: FastifyInstance): Registry {
  const known = registries.get(app.server)
  if (known) return known
  const registry = createRegistry()
  registries.set(app.server, registry)
  return registry
}

export function createRegistry(): Registry {
  return {
    scopes: new Map(),
    routes: new Map(),
    leftOut: new Set(),
    table: [],
    development: false,
    base: undefined,
    basePath: '',
    origin: undefined,
    only: undefined,
    contexts: [],
    times: timesIn(() => 'UTC'),
    languages: ENGLISH,
    messageFolders: new Map([[OWN_MESSAGES, [fileURLToPath(new URL('../languages', import.meta.url))]]]),
    messages: new Map(),
    errors: new Map(),
    translators: new Map(),
    warn: () => {},
    mailContext: () => ({}),
    appHooks: { onRequest: [], preHandler: [], onResponse: [] },
    compiled: new Map(),
    slots: new Set(),
    fillings: [],
    slotOrder: {}
  }
}

const registries = new WeakMap<object, Registry>()

/** The scope an instance belongs to. Plugins within it inherit the key. */
export const kScope = Symbol('larder.scope')

declare module 'fastify' {
  interface FastifyInstance {
    [kScope]?: Scope
  }
}
