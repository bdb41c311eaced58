import type { Wording } from '@larder/blueprint'
import type { PaymentMethod } from './payment-method.js'

export interface OnDeliveryOptions {
  /** @default 'on-delivery' */
  name?: string | undefined
  /** @default 'Pay on delivery', in the reader's language */
  label?: Wording | undefined
  /** What the customer is told. @default that they pay when the goods come */
  text?: Wording | undefined
  /** The codes of the delivery methods that can take money. @default all */
  deliveryMethods?: readonly string[] | undefined
}

/** Is paid when the goods come: the order never expires, and staff record the money. */
export function onDelivery(options: OnDeliveryOptions = {}): PaymentMethod {
  const { name = 'on-delivery', label = LABEL, text = TEXT, deliveryMethods } = options
  return {
    name,
    label,
    offered: ({ delivery }) => deliveryMethods?.includes(delivery) ?? true,
    payBy: () => null,
    instructions: () => ({ text })
  }
}

const LABEL: Wording = (t) => t('payments:on-delivery.label')
const TEXT: Wording = (t) => t('payments:on-delivery.text')
