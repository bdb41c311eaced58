import type { StaticsEntry } from '@larder/blueprint'
import type { Instance, Nginx } from '../deployment.js'
import { INFRA_ERR_BLUEPRINT_UNKNOWN } from '../errors.js'

/** Instances that serve a blueprint. An instance with several blueprints is in several groups. */
export interface Group {
  upstream: string
  /** A blueprint that is in an instance's `only`; undefined for the instances that serve all. */
  blueprint: string | undefined
  instances: Instance[]
}

/** A group for the instances that serve all, and one for each blueprint that others serve alone. */
export function groupInstances(name: string, instances: Instance[]): Group[] {
  const blueprints = new Set(instances.flatMap((instance) => instance.only?.split(',') ?? []))
  const apart = [...blueprints].sort().map((blueprint) => ({
    upstream: `${name}_${blueprint}`,
    blueprint,
    instances: instances.filter(({ only }) => only?.split(',').includes(blueprint))
  }))
  return [
    { upstream: name, blueprint: undefined, instances: instances.filter(({ only }) => !only) },
    ...apart
  ]
}

function serves({ only }: Instance, blueprint: string): boolean {
  return !only || only.split(',').includes(featureOf(blueprint))
}

/** The name for `only`: a blueprint inside another is served with it. */
function featureOf(blueprint: string): string {
  return blueprint.split('.')[0] ?? ''
}

/** The upstream that serves a blueprint. */
export function upstreamOf(blueprint: string, groups: Group[], name: string): string {
  return groups.find((group) => group.blueprint === featureOf(blueprint))?.upstream ?? name
}

/** URLs, as a regular expression, and the upstream that serves them. */
export interface Place {
  pattern: string
  upstream: string
}

/**
 * Where the blueprints are that instances serve alone, in every language. Other blueprints inside their prefixes have places
 * of their own, which stand first: an instance that serves `/staff` alone knows no `/staff/orders`.
 *
 * @throws INFRA_ERR_BLUEPRINT_UNKNOWN
 */
export function listPlaces(name: string, groups: Group[], statics: StaticsEntry[]): Place[] {
  const named = groups.flatMap(({ blueprint }) => (blueprint ? [prefixOf(blueprint, statics)] : []))
  const inside = statics.filter(({ prefix }) => named.some((outer) => `${prefix}/`.startsWith(`${outer}/`)))
  return [...new Set(inside.map(({ prefix }) => prefix))]
    .sort((one, another) => another.length - one.length)
    .map((prefix) => {
      const blueprints = inside.filter((entry) => entry.prefix === prefix).map(({ blueprint }) => blueprint)
      const upstreams = blueprints.map((blueprint) => upstreamOf(blueprint, groups, name))
      const complete = groups.find(
        ({ upstream, instances }) =>
          upstreams.includes(upstream) &&
          instances.every((instance) => blueprints.every((blueprint) => serves(instance, blueprint)))
      )
      return { pattern: `${LANGUAGE}${escapePattern(prefix)}`, upstream: complete?.upstream ?? name }
    })
}

export function renderUpstream({ upstream, instances }: Group, { keepAlive }: Nginx): string {
  return `upstream ${upstream} {
zone ${upstream} 64k;
${instances.map(({ bind }) => `server ${serverOf(bind)} max_fails=5 fail_timeout=5s;`).join('\n')}

# Idle connections of each of nginx's processes. A gateway keeps them longer, so that no request meets one that is being closed.
keepalive 64;
keepalive_timeout ${keepAlive}s;
}
`
}

/** @throws INFRA_ERR_BLUEPRINT_UNKNOWN */
function prefixOf(blueprint: string, entries: StaticsEntry[]): string {
  const names = entries.map((entry) => entry.blueprint).filter(Boolean)
  const entry = entries.find((entry) => entry.blueprint === blueprint)
  if (!entry?.prefix) throw new INFRA_ERR_BLUEPRINT_UNKNOWN(blueprint, names.join(', '))
  return entry.prefix
}

/** Writes a text as a part of a regular expression. */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** The language that may stand before a path, as a regular expression: `/zh`. Braces would end it in nginx. */
export const LANGUAGE = '(/[a-z][a-z][a-z]?(-[a-z0-9]+)*)?'

/** Replaces "all addresses" by the loopback address: nginx runs on the same machine. */
function serverOf(bind: string): string {
  return bind.replace(/^(0\.0\.0\.0|\[::\])?:(?=\d)/, '127.0.0.1:')
}
