export { isCurrency, minorUnits } from './currencies.js'
export { formatPrice } from './format-price.js'
