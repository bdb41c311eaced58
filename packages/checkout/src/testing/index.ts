export { checkoutBehave } from './checkout-behave.js'
export { BERLIN, openCheckout, orderBy } from './order-by.js'
