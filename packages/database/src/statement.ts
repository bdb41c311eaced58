import { type Static, type TObject, type TSchema, Type } from 'typebox'

/** A value for `$1`, `$2`, … */
export type Value = string | number | boolean | Date | Uint8Array | null

/**
 * A text of SQL for each kind of server, and the schema of its rows. {@link statement} makes it: in one
 * that is written by hand the schema and `Row` may differ.
 */
export interface Statement<Row = unknown> {
  row: TSchema
  /** What the schema stands for. There is no such value. */
  rowType?: Row
  /** PostgreSQL's. */
  text: string
  mysql: PlacedText
}

/**
 * What a schema stands for, like TypeBox's `Static`, but written out: not for functions and branded types.
 * Where the compiler infers from or compares types that are still `Static<…>`, it looks through all
 * kinds of schemas there are, for 1.5 seconds in most packages.
 */
export type ValueOf<Schema extends TSchema> =
  Static<Schema> extends infer Value
    ? unknown extends Value
      ? Value
      : { [Name in keyof Value]: Value[Name] }
    : never

/** A text of SQL with `?` for its values, as MySQL prepares it. */
interface PlacedText {
  text: string
  /** Which of the statement's values, counted from 0, stands at each `?`. */
  order: number[]
  insertIdAs: string | undefined
}

/** A text for each kind of server. Both have the same values, by `$1`, `$2`, … */
export interface TextPair {
  /** @default none, of a statement that only MySQL needs */
  postgresql?: string
  /**
   * For MySQL and MariaDB. With `insertIdAs` its one row has the value of `LAST_INSERT_ID(…)` in the
   * column of this name; in a transaction an earlier one's, where it wrote no row.
   */
  mysql: string | { text: string; insertIdAs: string }
}

/**
 * Binds a text of SQL to the schema of its rows, which gives them their type. Tests check every row
 * against it (`@larder/testing`), so a field that the text does not select fails there.
 *
 * @param row a TypeBox object with one property for each column; `Type.Never()` where no rows come
 * back
 * @param text one for both kinds of servers, or a pair
 */
export function statement<Row extends TSchema>(row: Row, text: string | TextPair): Statement<ValueOf<Row>> {
  if (typeof text === 'string') return { row, text, mysql: placeValues(text) }
  const { postgresql = '', mysql } = text
  return {
    row,
    text: postgresql,
    mysql: typeof mysql === 'string' ? placeValues(mysql) : placeValues(mysql.text, mysql.insertIdAs)
  }
}

/**
 * A statement around another one, whose rows have more columns.
 *
 * @param columns the schema of those columns
 * @param wrap makes of the inner text one that selects its columns and these; it has no values of its own
 * @throws TypeError where the inner rows are not those of a `Type.Object`
 */
export function wrapStatement<Row, Columns extends TObject>(
  { row, text, mysql }: Statement<Row>,
  columns: Columns,
  wrap: (text: string) => string
): Statement<Row & ValueOf<Columns>> {
  if (!Type.IsObject(row)) throw new TypeError('wrapStatement() needs a statement with rows of Type.Object.')
  return {
    row: Type.Object({ ...row.properties, ...columns.properties }),
    text: wrap(text),
    mysql: { ...mysql, text: wrap(mysql.text) }
  }
}

/** Writes `?` for `$1`, `$2`, …, of which one may stand several times. */
function placeValues(sql: string, insertIdAs?: string): PlacedText {
  const order: number[] = []
  const text = sql.replace(/\$(\d+)/g, (_match, number) => {
    order.push(Number(number) - 1)
    return '?'
  })
  return { text, order, insertIdAs }
}

/** A column of a time, read as a Date. */
export const Timestamp = Type.Refine(Type.Unsafe<Date>({}), (value) => value instanceof Date)
