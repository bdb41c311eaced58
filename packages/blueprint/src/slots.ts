import type { FastifyRequest } from 'fastify'

/**
 * The slots that TypeScript knows, each with the data that its page gives. A blueprint adds its own:
 * `declare module '@larder/blueprint' { interface Slots { 'goods.card': { goods: Good[] } } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the blueprints
export interface Slots {}

/** What a blueprint shows in a slot of another one's page. */
export interface SlotFilling<Input> {
  /** A template of the filling blueprint. It sees the slot's data and what `data` returns. */
  template: string
  /** Style sheets of the filling blueprint, which the page links. @default [] */
  styles?: string[]
  /**
   * Loads more data for the template. It runs once for a page, in parallel with other fillings.
   * Undefined leaves the filling out. Where it has `structured`, search engines are told these
   * properties (schema.org) of the first thing in the page's structured data. @default nothing
   */
  data?: (input: Input, request: FastifyRequest) => object | undefined | Promise<object | undefined>
  /**
   * Whether every visitor sees the same. A route with `impersonal` shows only such fillings.
   * @default false
   */
  impersonal?: boolean
}

/**
 * Shows something in a slot. At boot a slot that its owner does not have is refused:
 * BLUEPRINT_ERR_SLOT_UNKNOWN.
 */
export type FillSlot = <Name extends keyof Slots>(slot: Name, filling: SlotFilling<Slots[Name]>) => void

/** The data of a page, beside the app's context. */
export interface PageData {
  /** The data of the page's slots, by name. A slot without data stays empty. @default {} */
  slots?: Partial<Slots>
  /** A PageMeta. What fills the slots adds to the first thing of its structured data. */
  meta?: { structured?: object[] }
}
