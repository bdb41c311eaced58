import { test } from 'tap'
import { isCurrency, minorUnits } from '../src/currencies.js'

test('minorUnits are those of ISO 4217, not of Intl', async (t) => {
  for (const [currency, decimals] of [
    ['EUR', 2],
    ['HUF', 2],
    ['IDR', 2],
    ['JPY', 0],
    ['ISK', 0],
    ['UGX', 0],
    ['KWD', 3],
    ['IQD', 3],
    ['CLF', 4]
  ] as const) {
    t.equal(minorUnits(currency), decimals, currency)
  }
})

test('isCurrency knows codes that are in use, in capitals', async (t) => {
  for (const code of ['EUR', 'USD', 'CNY', 'XAF']) t.ok(isCurrency(code), code)
  for (const text of ['E1R', 'eur', 'EURO', '', 'XXX', 'XTS', 'XAU', 'DEM', 'constructor'])
    t.notOk(isCurrency(text), text)
})

test('what Intl knows of currencies that are in use, the table knows too', async (t) => {
  const unknown = Intl.supportedValuesOf('currency').filter((code) => IN_USE.has(code) && !isCurrency(code))
  t.same(unknown, [])
})

/** A sample of large currencies from each continent. */
const IN_USE = new Set(
  'AUD BRL CAD CHF CNY CZK DKK EGP EUR GBP HKD INR KRW MXN NGN NOK NZD PLN SEK TRY USD ZAR'.split(' ')
)
