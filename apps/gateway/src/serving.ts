/** What a worker needs. `npm run build` makes one file of it and of what it imports. */
export { loadShop } from './load-shop.js'
export { createServer } from './server.js'
export { warmUp } from './shop/warm-up.js'
