export { cartsBehave } from './carts-behave.js'
export { guestWith, quantities } from './guest.js'
