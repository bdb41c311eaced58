// A door of its own, `@larder/payments/methods`: a process that only reads settings loads no database.
export { type OnDeliveryOptions, onDelivery } from './on-delivery.js'
export type { PaymentMethod } from './payment-method.js'
export { isIban, type TransferOptions, transfer } from './transfer.js'
