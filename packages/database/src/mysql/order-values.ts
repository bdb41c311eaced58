import type { Statement, Value } from '../statement.js'

/** A statement's values in the order of its `?`. */
export function orderValues({ mysql }: Statement, values: Value[]): Exclude<Value, Date>[] {
  return mysql.order.map((index) => asSent(values[index] ?? null))
}

/** A value as MySQL takes it: it refuses a time with T and Z. */
function asSent(value: Value): Exclude<Value, Date> {
  return value instanceof Date ? value.toISOString().slice(0, 23).replace('T', ' ') : value
}
