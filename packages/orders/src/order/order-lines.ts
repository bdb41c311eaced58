import { sumAmounts, valueOfUnits } from '@larder/money'
import type { StockLine } from '@larder/stock'
import { isSettled, type OrderLineRow, type OrderRow, owedOf } from './lock-order.js'

export interface Units {
  position: number
  quantity: number
}

/** The lines that stock knows of. */
export function stockLines(lines: readonly { goodId: number | null; quantity: number }[]): StockLine[] {
  return lines.flatMap(({ goodId, quantity }) =>
    goodId !== null && quantity > 0 ? [{ goodId, quantity }] : []
  )
}

/** Whether no position is named twice. */
export function areApart(units: readonly Units[]): boolean {
  return new Set(units.map(({ position }) => position)).size === units.length
}

/** Units that are neither sent nor cancelled. */
export function unitsLeft({ quantity, sent, cancelled }: OrderLineRow): number {
  return quantity - sent - cancelled
}

/** What is left of a line's total without its units that were cancelled or returned, and its reductions. */
export function billedLine(line: OrderLineRow): number {
  const gone = valueOfUnits(line, 0, line.cancelled + line.returned)
  return Math.max(0, line.total - gone - line.reduced)
}

/**
 * How much less an order owes once its lines are these, of which more is cancelled or returned. Where none of them stays with
 * the customer, and it was not paid, its delivery is not owed either.
 */
export function lessWith(order: OrderRow, lines: readonly OrderLineRow[]): number {
  const isNothing = lines.every((line) => line.cancelled + line.returned === line.quantity)
  if (isNothing && !isSettled(order.payment)) return owedOf(order)
  return sumAmounts(order.lines.map(billedLine)) - sumAmounts(lines.map(billedLine))
}

/** What an order still owes for units that came back after they were paid for. Staff decide what of it is paid back. */
export function owedForReturned(order: OrderRow): number {
  const delivery = order.total - sumAmounts(order.lines.map(({ total }) => total))
  return Math.max(0, owedOf(order) - delivery - sumAmounts(order.lines.map(billedLine)))
}

/** Units in parcels that are not sent yet, by the position of their line. */
export function packedUnits({ shipments }: OrderRow): Map<number, number> {
  const units = new Map<number, number>()
  for (const { lines } of shipments.filter(({ status }) => status === 'packed')) {
    for (const { position, quantity } of lines) units.set(position, (units.get(position) ?? 0) + quantity)
  }
  return units
}
