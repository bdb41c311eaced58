import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/** An order, and what is to be paid of it, in minor units. */
export interface MispaidOrder {
  id: number
  owed: number
}

/**
 * The orders that were paid in part, or too much, the newest first. What is on its way back counts as
 * paid. It reads the whole table.
 */
export function listMispaidOrders(db: Database, limit: number): Promise<MispaidOrder[]> {
  return queryRows(db, MISPAID, [limit])
}

const MISPAID = statement(
  Type.Object({ id: Type.Integer(), owed: Type.Integer() }),
  `SELECT id, total - cancelled_total AS owed FROM orders
    WHERE paid > refunded AND (paid - refunded > total - cancelled_total OR payment IN ('due', 'failed'))
    ORDER BY id DESC LIMIT $1`
)
