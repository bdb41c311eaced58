import { sumAmounts, type TaxRate, taxOrder } from '@larder/money'
import { ORDERS_ERR_NO_TAX_RATE } from '../errors.js'
import type { OrderDraft, PricedOrder } from '../order/order-draft.js'
import type { OrderHooks } from '../order/order-hooks.js'

/**
 * Runs the hooks of `app.adjustOrder`, and sums the order up. It reads nothing and writes nothing,
 * so that a page can show the same totals before.
 *
 * @throws ORDERS_ERR_NO_TAX_RATE; MONEY_ERR_TOO_LARGE (422), MONEY_ERR_AMOUNT
 */
export function priceOrder(wanted: OrderDraft, { adjust }: Pick<OrderHooks, 'adjust'>): PricedOrder {
  const draft = adjust.reduce((adjusted, hook) => hook(adjusted), wanted)
  const rateOf = (category: string): TaxRate => {
    const rate = draft.taxRates[category]
    if (rate === undefined) throw new ORDERS_ERR_NO_TAX_RATE(draft.taxCountry, category)
    return { category, rate }
  }
  const full = draft.lines.map((line) => line.quantity * (line.unitPrice + line.deposit))
  const lines = draft.lines.map((line, index) => ({
    ...rateOf(line.taxCategory),
    gross: (full[index] ?? 0) - line.discount
  }))
  const { price, tax, taxCategory } = draft.delivery
  const { rates, lineTaxes } = taxOrder(lines, {
    gross: price,
    tax: tax === 'category' ? rateOf(taxCategory ?? 'standard') : tax,
    standard: rateOf('standard')
  })
  return {
    draft,
    goodsTotal: sumAmounts(full),
    deliveryTotal: price,
    discountTotal: sumAmounts(draft.lines.map(({ discount }) => discount)),
    total: sumAmounts([...lines.map(({ gross }) => gross), price]),
    lines: lines.map(({ gross, rate }, index) => ({ total: gross, rate, tax: lineTaxes[index] ?? 0 })),
    taxLines: rates
  }
}

/** The version of this arithmetic. An order keeps its own, and is never computed again. */
export const TAX_RULE = '1'
