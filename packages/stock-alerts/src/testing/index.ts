export { createAlert } from './create-alert.js'
export { stockAlertsBehave } from './stock-alerts-behave.js'
