import type { PaymentMethod } from './payment-method.js'

export interface OnDeliveryOptions {
  /** @default 'on-delivery' */
  name?: string
  /** @default 'Pay on delivery' */
  label?: string
  /** What the customer is told. @default that they pay when the goods come */
  text?: string
  /** The codes of the delivery methods that can take money. @default all */
  deliveryMethods?: readonly string[]
}

/** Is paid when the goods come: the order never expires, and staff record the money. */
export function onDelivery(options: OnDeliveryOptions = {}): PaymentMethod {
  const { name = 'on-delivery', label = 'Pay on delivery', deliveryMethods } = options
  const { text = 'You pay when you get your order.' } = options
  return {
    name,
    label,
    offered: ({ delivery }) => deliveryMethods?.includes(delivery) ?? true,
    payBy: () => null,
    instructions: () => ({ text })
  }
}
