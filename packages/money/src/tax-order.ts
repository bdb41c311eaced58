import { checkAmounts, sumAmounts } from './amounts.js'
import { splitByWeight } from './split-by-weight.js'
import { taxOf } from './tax-of.js'

export interface TaxRate {
  /** `standard`, `reduced`, `zero`, or the shop's own. */
  category: string
  /** In millionths: 190000 is 19 %. */
  rate: number
}

export interface TaxedLine extends TaxRate {
  /** What the line costs with deposit and tax, less its discount. */
  gross: number
}

export interface TaxedDelivery {
  gross: number
  /**
   * Which rate delivery has: `proportional` shares it among the goods' rates by their gross
   * (Germany, France, Sweden), `highest` takes the highest of theirs (Netherlands), or it has one
   * of its own (2006/112/EC, Art. 78(b)).
   */
  tax: 'proportional' | 'highest' | TaxRate
  /** Takes the delivery where all goods are free. */
  standard: TaxRate
}

/** What an order owes at one rate, delivery included. Net and tax sum to gross. */
export interface RateTotal extends TaxRate {
  gross: number
  tax: number
  net: number
}

/**
 * The tax of an order: per rate and once, not per line (EN 16931, BR-CO-10 and BR-CO-17).
 *
 * @returns the rates in the order in which the lines have them; and for each line its part of its
 *   rate's tax. The parts of the lines and of delivery sum to the tax of the rates.
 * @throws MONEY_ERR_TOO_LARGE (422), MONEY_ERR_AMOUNT, MONEY_ERR_RATE
 */
export function taxOrder(
  lines: readonly TaxedLine[],
  delivery?: TaxedDelivery
): { rates: RateTotal[]; lineTaxes: number[]; deliveryTax: number } {
  const items = [...lines, ...(delivery ? shareDelivery(lines, delivery) : [])]
  sumAmounts(items.map(({ gross }) => gross))
  const groups = groupByRate(items)
  const taxes = items.map(() => 0)
  const rates = groups.map(({ category, rate, positions }) => {
    const grosses = positions.map((position) => items[position]?.gross ?? 0)
    const gross = sumAmounts(grosses)
    const tax = taxOf(gross, rate)
    for (const [index, part] of splitByWeight(tax, grosses).entries()) taxes[positions[index] ?? 0] = part
    return { category, rate, gross, tax, net: gross - tax }
  })
  return {
    rates,
    lineTaxes: taxes.slice(0, lines.length),
    deliveryTax: sumAmounts(taxes.slice(lines.length))
  }
}

/** The delivery as lines, one for each rate that has a part of it. */
function shareDelivery(lines: readonly TaxedLine[], { gross, tax, standard }: TaxedDelivery): TaxedLine[] {
  checkAmounts(gross)
  if (gross === 0) return []
  if (typeof tax === 'object') return [{ ...tax, gross }]
  const paid = groupByRate(lines).flatMap(({ category, rate, positions }) => {
    const weight = sumAmounts(positions.map((position) => lines[position]?.gross ?? 0))
    return weight > 0 ? [{ category, rate, weight }] : []
  })
  if (paid.length === 0) return [{ ...standard, gross }]
  if (tax === 'highest') {
    const { category, rate } = paid.reduce((high, one) => (one.rate > high.rate ? one : high))
    return [{ category, rate, gross }]
  }
  const weights = paid.map(({ weight }) => weight)
  return splitByWeight(gross, weights).flatMap((part, index) => {
    const group = paid[index]
    return group && part > 0 ? [{ category: group.category, rate: group.rate, gross: part }] : []
  })
}

/** Each category and rate once, with the positions of its lines. */
function groupByRate(lines: readonly TaxedLine[]): (TaxRate & { positions: number[] })[] {
  const groups = new Map<string, TaxRate & { positions: number[] }>()
  for (const [position, { category, rate }] of lines.entries()) {
    const name = `${rate} ${category}`
    const group = groups.get(name) ?? { category, rate, positions: [] }
    group.positions.push(position)
    groups.set(name, group)
  }
  return [...groups.values()]
}
