import type { FastifyInstance } from 'fastify'
import { BLUEPRINT_ERR_ROUTE_CHOICE } from '../errors.js'
import { kScope, type Registry, type Scope } from '../registry.js'
import { nameLeftOut, qualifiedName } from './route-table.js'

/** Some of a blueprint's routes, by their names: `show`. One without a name is `POST /login`. */
export interface RouteChoice {
  /** These alone. @default all */
  only?: readonly string[]
  /** All but these. @default none */
  except?: readonly string[]
}

/**
 * Has a blueprint declare only the routes that the app chose. `urlFor` knows the others all the
 * same: the app may declare one of its own in the place of each.
 *
 * @throws at boot BLUEPRINT_ERR_ROUTE_CHOICE
 */
export function chooseRoutes(
  app: FastifyInstance,
  scope: Scope,
  registry: Registry,
  choice: RouteChoice
): void {
  const known = new Set<string>()

  function leavesOut(place: FastifyInstance, method: string, url: string, name: string | undefined): boolean {
    // A blueprint that is mounted within this one has a choice of its own.
    if (place[kScope] !== scope) return false
    const called = name ?? `${method} ${place.prefix.slice(scope.prefix.length)}${url}`
    known.add(called)
    const { only = [called], except = [] } = choice
    if (only.includes(called) && !except.includes(called)) return false
    if (name) nameLeftOut(qualifiedName(name, scope), `${place.prefix}${url}`, registry)
    return true
  }

  for (const method of METHODS) {
    const declare = app[method]
    Reflect.set(app, method, function (this: FastifyInstance, url: string, ...rest: unknown[]) {
      const left = leavesOut(this, method.toUpperCase(), url, nameIn(rest[0]))
      return left ? this : Reflect.apply(declare, this, [url, ...rest])
    })
  }
  const { route } = app
  app.route = function declare(options) {
    const left = leavesOut(this, [options.method].flat().join('/'), options.url, options.name)
    return left ? this : Reflect.apply(route, this, [options])
  }
  app.addHook('onReady', async () => checkChoice(scope, choice, known))
}

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'all'] as const

function nameIn(options: unknown): string | undefined {
  return typeof options === 'object' && options !== null ? Reflect.get(options, 'name') : undefined
}

function checkChoice({ name }: Scope, { only = [], except = [] }: RouteChoice, known: Set<string>): void {
  const unknown = [...only, ...except].find((one) => !known.has(one))
  if (unknown !== undefined) throw new BLUEPRINT_ERR_ROUTE_CHOICE(name, unknown, [...known].sort().join(', '))
}
