import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_DECORATION_TAKEN } from './errors.js'

/** A decoration as people write it: `app.mail`, `request.user`, `reply.view`. */
export type DecorationName = `${keyof typeof DECORATORS}.${string}`

export interface NameClaim {
  /** The plugin that adds them. */
  plugin: string
  names: readonly DecorationName[]
  /** What to do where one is taken, as a sentence without its full stop. @default a plugin of its own */
  ways?: Partial<Record<DecorationName, string>>
}

/**
 * Says at boot, in one line, which of a plugin's decorations the app has already, who added it as
 * far as that is known, and the way out. Where others add one of them later, their error says so.
 *
 * A name of the app may hide one of an app around it, as Fastify has it.
 *
 * @throws BLUEPRINT_ERR_DECORATION_TAKEN, also from what another plugin calls later
 */
export function claimNames(app: FastifyInstance, claim: NameClaim): void {
  const taken = claim.names.find((name) => isTaken(app, name))
  const known = claims.get(app)
  if (taken) throw explainTaken(taken, claim, findRival(app, taken) ?? claimantOf(taken, claim, known))
  claims.set(app, [...(known ?? []), claim])
  if (!known) for (const place of PLACES) explainLater(app, place)
}

const claims = new WeakMap<FastifyInstance, NameClaim[]>()

const DECORATORS = { app: 'decorate', request: 'decorateRequest', reply: 'decorateReply' } as const
const PLACES = ['app', 'request', 'reply'] as const

function isTaken(app: FastifyInstance, name: DecorationName): boolean {
  const [place, key] = splitName(name)
  if (place === 'request') return app.hasRequestDecorator(key)
  return place === 'reply' ? app.hasReplyDecorator(key) : Object.hasOwn(app, key)
}

function splitName(name: DecorationName): [place: string, key: string] {
  const dot = name.indexOf('.')
  return [name.slice(0, dot), name.slice(dot + 1)]
}

function explainTaken(
  name: DecorationName,
  { plugin, ways = {} }: NameClaim,
  owner = 'the app, or a plugin of it'
): Error {
  const way = ways[name] ?? 'register one of the two in a plugin of its own, beside the other'
  return new BLUEPRINT_ERR_DECORATION_TAKEN(plugin, name, `${owner}: ${way}`)
}

function findRival(app: FastifyInstance, name: DecorationName): string | undefined {
  return RIVALS.find(([plugin, names]) => names.includes(name) && app.hasPlugin(plugin))?.[0]
}

function claimantOf(
  name: DecorationName,
  { plugin }: NameClaim,
  known: NameClaim[] = []
): string | undefined {
  const claimant = known.find(({ names }) => names.includes(name))?.plugin
  return claimant === plugin ? `${plugin}, which is registered twice` : claimant
}

/** Has the error of who decorates too late say what Fastify's, which only has the name, does not. */
function explainLater(app: FastifyInstance, place: keyof typeof DECORATORS): void {
  const decorate = app[DECORATORS[place]]
  Reflect.set(app, DECORATORS[place], function (this: FastifyInstance, ...args: unknown[]) {
    try {
      return Reflect.apply(decorate, this, args)
    } catch (error) {
      const name: DecorationName = `${place}.${String(args[0])}`
      const claim = claims.get(app)?.find(({ names }) => names.includes(name))
      const isTwice = error instanceof Error && Reflect.get(error, 'code') === 'FST_ERR_DEC_ALREADY_PRESENT'
      throw claim && isTwice ? explainTaken(name, claim, findRival(this, name)) : error
    }
  })
}

/** Plugins that many apps have, and what they add that a plugin of ours may add too. */
const RIVALS: [plugin: string, names: string[]][] = [
  ['@fastify/view', ['reply.view']],
  ['@fastify/jwt', ['request.user']],
  ['@fastify/secure-session', ['request.session']],
  ['@fastify/session', ['request.session', 'request.sessionStore', 'app.decryptSession']],
  ['@fastify/cookie', ['app.serializeCookie', 'request.cookies']]
]
