export { addressesBehave } from './addresses-behave.js'
