export { storeOrder } from './store-order.js'
