import { type Database, queryRows, type Statement } from '@larder/database'
import type { CartOwner } from './cart-owner.js'

/**
 * A query of one cart by its owner.
 *
 * @param make its statement, for a column of `carts` that is `$1`
 */
export function queryByOwner<Row>(make: (column: 'id' | 'user_id') => Statement<Row>) {
  const [byId, byCustomer] = [make('id'), make('user_id')]
  return (db: Database, owner: CartOwner): Promise<Row[]> =>
    'id' in owner ? queryRows(db, byId, [owner.id]) : queryRows(db, byCustomer, [owner.userId])
}
