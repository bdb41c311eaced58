import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import { CheckoutValues } from '../schemas.js'

/** What was shown once: so little that the last ones fit into the row. */
export const Shown = Type.Object({
  /** The hash of it. */
  seen: Type.String(),
  /** By the id of the good; 0 is a fee, by its name. */
  lines: Type.Array(
    Type.Object({
      good: Type.Integer(),
      fee: Type.Optional(Type.String()),
      quantity: Type.Integer(),
      price: Type.Integer(),
      deposit: Type.Integer()
    })
  ),
  /** None until one was chosen. */
  delivery: Type.Union([Type.Integer(), Type.Null()]),
  total: Type.Integer()
})
export type Shown = Static<typeof Shown>

const CheckoutData = Type.Object({
  values: CheckoutValues,
  /** The last one last. Two tabs may have seen different ones. */
  shown: Type.Array(Shown)
})
export type CheckoutData = Static<typeof CheckoutData>

export const NOTHING_TYPED: CheckoutData = { values: {}, shown: [] }

/** Whether somebody has typed something. Browsers send empty fields too, and what is chosen in a form from its begin. */
export function isTyped({
  country,
  billing_country,
  billing,
  delivery,
  payment_method,
  ...texts
}: CheckoutValues): boolean {
  return Object.values(texts).some((text) => text?.trim())
}

/** What another version of the shop has written, and this one does not know, counts as nothing. */
export function readData(json: string): CheckoutData {
  const data: unknown = JSON.parse(json)
  return Check(CheckoutData, data) ? data : NOTHING_TYPED
}
