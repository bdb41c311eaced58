/** What a worker needs. `npm run build` makes one file of it and of what it imports. */
export { createServer } from './server.js'
export { warmUp } from './shop/warm-up.js'
