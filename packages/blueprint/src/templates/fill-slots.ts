import type { FastifyRequest } from 'fastify'
import { BLUEPRINT_ERR_SLOT_FILLER, BLUEPRINT_ERR_SLOT_UNKNOWN } from '../errors.js'
import { type Filling, nameFor, ownerName, type Registry, type Scope } from '../registry.js'
import type { FillSlot, PageData, Slots } from '../slots.js'
import { findTemplate } from './cascade.js'

/** How a scope shows what it fills slots with. */
interface Filler {
  render(template: string, data: object): string
  assetUrl(file: string): string
}

/** Builds `fillSlot` as it is called within a scope. */
export function slotFiller(scope: Scope, registry: Registry, { render, assetUrl }: Filler): FillSlot {
  return function fillSlot(slot, { template, styles = [], impersonal = false, data }) {
    registry.fillings.push({
      slot,
      template,
      impersonal,
      owner: scope.name,
      async load(inputs, request) {
        const input = inputs[slot]
        if (input === undefined) return undefined
        const own = data ? await data(input, request) : {}
        return own && Object.assign({}, input, own)
      },
      render: (shown) => render(template, shown),
      styleUrls: () => styles.map(assetUrl)
    })
  }
}

/**
 * The fillings of a page's slots, in the order of the page.
 *
 * @param inputs what the page gives to its slots
 * @throws BLUEPRINT_ERR_SLOT_UNKNOWN
 */
export function findFillings(inputs: Partial<Slots>, request: FastifyRequest, registry: Registry): Filling[] {
  const { impersonal } = request.routeOptions.config
  const slots = Object.keys(inputs)
  const unknown = slots.find((slot) => !registry.slots.has(slot))
  if (unknown !== undefined) throw unknownSlot(unknown, 'A page gives data to', registry)
  return slots
    .flatMap((slot) => fillingsOf(slot, registry))
    .filter((filling) => filling.impersonal || !impersonal)
}

/** The fillings of one slot, ordered by the app's option `slots`, else by registration. */
export function fillingsOf(slot: string, { fillings, slotOrder }: Registry): Filling[] {
  const all = fillings.filter((filling) => filling.slot === slot)
  return slotOrder[slot]?.flatMap((name) => all.filter(({ owner }) => ownerName(owner) === name)) ?? all
}

/** A filling with its data. */
export interface LoadedFilling {
  filling: Filling
  data: object
}

/** Loads the data of all fillings in parallel. A filling that fails is logged and left out. */
export async function loadFillings(
  fillings: Filling[],
  inputs: Partial<Slots>,
  request: FastifyRequest
): Promise<LoadedFilling[]> {
  const loaded = await Promise.all(fillings.map(load))
  return loaded.flat()

  async function load(filling: Filling): Promise<LoadedFilling[]> {
    try {
      const data = await filling.load(inputs, request)
      return data ? [{ filling, data }] : []
    } catch (error) {
      logFailure(request, filling, error)
      return []
    }
  }
}

/** The data of a page, in whose structured data its first thing has what the fillings say of it, too. */
export function addStructured<Data extends PageData>(data: Data, loaded: LoadedFilling[]): Data {
  const [thing, ...others] = data.meta?.structured ?? []
  const added = loaded.flatMap(({ data }) => ('structured' in data ? [data.structured] : []))
  if (!thing || added.length === 0) return data
  return { ...data, meta: { ...data.meta, structured: [Object.assign({}, thing, ...added), ...others] } }
}

/** Prints the fillings of a slot, '' for an empty one. @throws BLUEPRINT_ERR_SLOT_UNKNOWN */
export type PrintSlot = (name: string, more?: object) => string

/**
 * Makes `slot` for the templates of one page.
 *
 * @param context what the app lets every template see
 */
export function slotPrinter(
  loaded: LoadedFilling[],
  context: object,
  request: FastifyRequest,
  registry: Registry
): PrintSlot {
  return function slot(name, more) {
    if (!registry.slots.has(name)) throw unknownSlot(name, 'A template prints', registry)
    const fillings = loaded.filter(({ filling }) => filling.slot === name)
    return fillings.map(({ filling, data }) => print(filling, { ...data, ...more })).join('')
  }

  function print(filling: Filling, data: object): string {
    try {
      // A filling may include a template with slots. They stay empty.
      return filling.render({ ...context, slot: slotPrinter([], context, request, registry), ...data })
    } catch (error) {
      logFailure(request, filling, error)
      return ''
    }
  }
}

function logFailure(request: FastifyRequest, { slot, owner }: Filling, error: unknown): void {
  request.log.error(
    error,
    `${nameFor(owner)} failed to fill the slot '${slot}'. The page is shown without it`
  )
}

/**
 * Checks the fillings of a scope. A slot of a blueprint that the app does not have is no error.
 *
 * @throws BLUEPRINT_ERR_SLOT_UNKNOWN, BLUEPRINT_ERR_TEMPLATE_UNKNOWN, BLUEPRINT_ERR_ASSET_UNKNOWN
 */
export function checkFillings(scope: Scope, registry: Registry): void {
  for (const { slot, template, styleUrls } of registry.fillings.filter(({ owner }) => owner === scope.name)) {
    if (!registry.slots.has(slot) && hasOwner(slot, registry)) {
      throw unknownSlot(slot, `${nameFor(scope.name)} fills`, registry)
    }
    findTemplate(template, scope, registry)
    styleUrls()
  }
}

/**
 * Checks the app's option `slots`.
 *
 * @throws BLUEPRINT_ERR_SLOT_UNKNOWN, BLUEPRINT_ERR_SLOT_FILLER
 */
export function checkSlotOrder(registry: Registry): void {
  for (const [slot, names] of Object.entries(registry.slotOrder)) {
    if (!registry.slots.has(slot)) throw unknownSlot(slot, 'The option `slots` orders', registry)
    const fillings = registry.fillings.filter((filling) => filling.slot === slot)
    const fillers = fillings.map(({ owner }) => ownerName(owner))
    const stranger = names.find((name) => !fillers.includes(name))
    if (stranger === undefined) continue
    throw new BLUEPRINT_ERR_SLOT_FILLER(stranger, slot, fillers.join(', ') || 'nothing')
  }
}

function hasOwner(slot: string, { scopes, slots }: Registry): boolean {
  const [owner = ''] = slot.split('.')
  return scopes.has(owner) || [...slots].some((known) => known.startsWith(`${owner}.`))
}

/** @param who a sentence without its object: `A template prints` */
function unknownSlot(slot: string, who: string, { slots }: Registry): Error {
  return new BLUEPRINT_ERR_SLOT_UNKNOWN(who, slot, [...slots].sort().join(', ') || 'none')
}
