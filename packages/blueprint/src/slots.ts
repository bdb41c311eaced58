import type { FastifyRequest } from 'fastify'

/**
 * The slots that TypeScript knows, each with what its page gives to those who fill it. A blueprint adds its own:
 * `declare module '@larder/blueprint' { interface Slots { 'goods.show.actions': { good: GoodView } } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the blueprints
export interface Slots {}

/** What a blueprint shows in a slot of another one's page. */
export interface SlotFilling<Input> {
  /** A template of the blueprint that fills. It sees what the slot gives and what `data` returns. */
  template: string
  /** Static files of the blueprint that fills: the page links them. @default [] */
  styles?: string[]
  /**
   * What the template needs besides. It runs once for a page, before the page is rendered, and beside that of other
   * fillings. Undefined leaves the filling out. @default nothing
   */
  data?: (input: Input, request: FastifyRequest) => object | undefined | Promise<object | undefined>
  /** Whether it is the same for every visitor. A route with `impersonal` shows no other. @default false */
  impersonal?: boolean
}

/** Shows something in a slot. At boot a slot that its owner does not have is refused: BLUEPRINT_ERR_SLOT_UNKNOWN. */
export type FillSlot = <Name extends keyof Slots>(slot: Name, filling: SlotFilling<Slots[Name]>) => void

/** What a page is made of, beside the app's context. */
export interface PageData {
  /** What the page gives to those who fill its slots, by the name of the slot. @default none is filled */
  slots?: Partial<Slots>
}
