import { valueOfUnits } from '@larder/money'
import type { StockLine } from '@larder/stock'
import type { OrderLineRow, OrderRow } from './lock-order.js'

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

/** Units in parcels that are not sent yet, by the position of their line. */
export function packedUnits({ shipments }: OrderRow): Map<number, number> {
  const units = new Map<number, number>()
  for (const { lines } of shipments.filter(({ status }) => status === 'packed')) {
    for (const { position, quantity } of lines) units.set(position, (units.get(position) ?? 0) + quantity)
  }
  return units
}
