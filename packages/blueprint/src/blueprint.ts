import { fileURLToPath } from 'node:url'
import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyPluginAsync } from 'fastify'
import fp from 'fastify-plugin'
import { checkNeeds, type Needs } from './check-needs.js'
import { checkByDefaults, checkOptions } from './check-options.js'
import { BLUEPRINT_ERR_NAME, BLUEPRINT_ERR_PREFIX } from './errors.js'
import { packageAt } from './package-at.js'
import { registryOf } from './registry.js'
import { readForms } from './requests/form-bodies.js'
import { chooseRoutes, type RouteChoice } from './routes/choose-routes.js'
import { openScope } from './scope.js'
import type { Slots } from './slots.js'

export interface BlueprintDefinition<Options extends object> extends Needs {
  /** What templates and `urlFor` know it by: `goods` in `goods.show` and `goods:list`. */
  name: string
  /**
   * The package's folder, which holds `templates/`, `static/`, `mail/` and `languages/`, where it
   * has them. @default none
   */
  root?: URL
  /** Places on its pages that others may fill: `goods.show.actions`. @default [] */
  slots?: (keyof Slots)[]
  /** What an option is where the app gives none. */
  defaults: Required<Options>
}

export interface MountOptions {
  /**
   * Another name than the blueprint's own, so that it can be mounted twice. @default the
   * blueprint's own
   */
  name?: string | undefined
  /** Where its paths begin: `/goods`. @default the root */
  prefix?: string | undefined
  /** Which of its routes the app wants: `{ except: ['show'] }`. `urlFor` knows all. @default all */
  routes?: RouteChoice | undefined
  /** Whether browsers are answered with pages, or everybody with JSON. @default true */
  pages?: boolean | undefined
}

/**
 * Fastify as a blueprint's routes get it: the TypeBox schemas of a route type its request and its
 * answer.
 */
export type BlueprintApp = Parameters<FastifyPluginAsyncTypebox>[0]

/**
 * Makes a Fastify plugin of one feature: its routes, with the templates and static files beside
 * them, mounted together under the prefix it is registered with. Inside it `app.urlFor`,
 * `app.assetUrl` and `reply.view` are the blueprint's own; hooks and decorations made inside stay
 * inside. Registered within another blueprint, it is named after both: `shop.goods`.
 *
 * @throws BLUEPRINT_ERR_NAME at once; at boot BLUEPRINT_ERR_NAME_TAKEN, BLUEPRINT_ERR_PREFIX,
 * BLUEPRINT_ERR_OPTION, BLUEPRINT_ERR_FOLDER_MISSING, BLUEPRINT_ERR_TEMPLATE_BROKEN, and where a
 * need is not met BLUEPRINT_ERR_NEEDS_PLUGIN or BLUEPRINT_ERR_NEEDS_DECORATION
 */
export function blueprint<Options extends object>(
  definition: BlueprintDefinition<Options>,
  routes: FastifyPluginAsyncTypebox<Required<Options>>
): FastifyPluginAsync<Options & MountOptions> {
  const { root, defaults, slots = [] } = definition
  checkName(definition.name)

  async function mount(app: FastifyInstance, mounted: Options & MountOptions) {
    const { name = definition.name, routes: choice, pages = true, ...options } = mounted
    checkName(name)
    checkOptions(`the blueprint '${name}'`, { routes: choice, pages }, { routes: 'lists', pages: 'boolean' })
    checkPrefix(name, options.prefix)
    checkByDefaults(`the blueprint '${name}'`, options, defaults)
    checkNeeds(app, name, definition)
    const files = root && packageAt(fileURLToPath(root), name)
    const scope = await openScope(app, { name, owner: definition.name, pages, ...files })
    if (choice) chooseRoutes(app, scope, registryOf(app), choice)
    for (const slot of slots) registryOf(app).slots.add(slot)
    await readForms(app)
    await routes(app.withTypeProvider<TypeBoxTypeProvider>(), { ...defaults, ...given(options) })
  }
  return fp(mount, { name: definition.name, fastify: '5.x', encapsulate: true })
}

function checkName(name: string): void {
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(name)) throw new BLUEPRINT_ERR_NAME(name.slice(0, 80))
}

function checkPrefix(name: string, prefix: string | undefined): void {
  if (!prefix || /^(\/[^/]+)+$/.test(prefix)) return
  const right = prefix.split('/').filter(Boolean).join('/')
  throw new BLUEPRINT_ERR_PREFIX(name, prefix, right ? `'/${right}'` : 'none at all')
}

// An undefined option counts as missing.
function given(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}
