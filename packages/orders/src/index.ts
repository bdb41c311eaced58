export { findTaxRates } from './find-tax-rates.js'
