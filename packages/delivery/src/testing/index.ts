export { createMethod } from './create-method.js'
export { deliveryBehaves } from './delivery-behaves.js'
