export { draftLine, draftOrder } from './draft-order.js'
export { storeOrder } from './store-order.js'
