import type { RowWatcher } from '@larder/database'
import { Type } from 'typebox'
import { Check, Errors } from 'typebox/value'

/**
 * Refuses rows that are not what their statement's schema says, columns that it does not name among them.
 *
 * @throws with the statement and the field
 */
export const checkRows: RowWatcher = ({ row, text }, rows) => {
  for (const found of rows) {
    if (!Check(row, found)) {
      const [error] = Errors(row, found)
      throw new Error(`A row's ${error?.instancePath || 'columns'} ${error?.message}: ${text.trim()}`)
    }
    const unnamed = Object.keys(Object(found)).filter(
      (name) => !(Type.IsObject(row) && name in row.properties)
    )
    if (unnamed.length > 0) throw new Error(`The schema of a row lacks ${unnamed.join(', ')}: ${text.trim()}`)
  }
}
