import type { FastifyInstance } from 'fastify'
import { ownerName, type Registry, registryOf } from '../registry.js'
import { findTemplate } from './cascade.js'
import { fillingsOf } from './fill-slots.js'

/** A slot and its fillings. */
export interface SlotEntry {
  slot: string
  /** In the order of the page. Fillings that the app leaves out come last. */
  fillings: SlotFiller[]
}

export interface SlotFiller {
  /** The blueprint that fills the slot, or 'app'. */
  blueprint: string
  template: string
  /** The file that is rendered. */
  file: string
  /** Counted from 1; undefined where the app's option `slots` leaves it out. */
  place: number | undefined
}

/** Every slot of the blueprints with its fillings: the data behind `gateway templates --slots`. */
export function listSlots(app: FastifyInstance): SlotEntry[] {
  const registry = registryOf(app)
  return [...registry.slots].sort().map((slot) => ({ slot, fillings: fillersOf(slot, registry) }))
}

function fillersOf(slot: string, registry: Registry): SlotFiller[] {
  const shown = fillingsOf(slot, registry)
  const left = registry.fillings.filter((filling) => filling.slot === slot && !shown.includes(filling))
  return [...shown, ...left].flatMap((filling, index) => {
    const scope = registry.scopes.get(filling.owner)
    if (!scope) return []
    const place = index < shown.length ? index + 1 : undefined
    const { template } = filling
    const file = findTemplate(template, scope, registry)
    return { blueprint: ownerName(filling.owner), template, file, place }
  })
}
