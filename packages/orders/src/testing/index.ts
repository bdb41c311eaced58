export { createOrder, place, sendWhole, stockGood } from './create-order.js'
export { draftLine, draftOrder } from './draft-order.js'
export { ordersBehave } from './orders-behave.js'
export { storeOrder } from './store-order.js'
