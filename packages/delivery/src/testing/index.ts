export { createMethod } from './create-method.js'
export { deliveryBehave } from './delivery-behave.js'
