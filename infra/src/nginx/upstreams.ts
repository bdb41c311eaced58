import type { StaticsEntry } from '@larder/blueprint'
import type { Instance, Nginx } from '../deployment.js'
import { INFRA_ERR_BLUEPRINT_UNKNOWN } from '../errors.js'

/** Instances that serve the same. */
export interface Group {
  upstream: string
  /** The blueprints that they serve; none where they serve all. */
  only: string[]
  instances: Instance[]
}

export function groupInstances(name: string, instances: Instance[]): Group[] {
  const groups = new Map<string, Instance[]>()
  for (const instance of instances) {
    const only = [...new Set(instance.only?.split(','))].sort().join()
    groups.set(only, [...(groups.get(only) ?? []), instance])
  }
  return [...groups].map(([only, instances]) => ({
    upstream: only ? `${name}_${only.replace(/\W/g, '_')}` : name,
    only: only ? only.split(',') : [],
    instances
  }))
}

/** The upstream that serves a blueprint. */
export function upstreamOf(blueprint: string, groups: Group[], name: string): string {
  return groups.find(({ only }) => only.includes(blueprint))?.upstream ?? name
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

/**
 * The prefix of a blueprint, as a regular expression.
 *
 * @throws INFRA_ERR_BLUEPRINT_UNKNOWN
 */
export function prefixOf(blueprint: string, entries: StaticsEntry[]): string {
  const names = entries.map((entry) => entry.blueprint).filter(Boolean)
  const entry = entries.find((entry) => entry.blueprint === blueprint)
  if (!entry?.prefix) throw new INFRA_ERR_BLUEPRINT_UNKNOWN(blueprint, names.join(', '))
  return escapePattern(entry.prefix)
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
