export { isCurrency, minorUnits } from './currencies.js'
export { decimalPrice } from './decimal-price.js'
export { formatPrice } from './format-price.js'
