/** A text of SQL with `?` for its values, as MySQL prepares it. */
export interface PlacedText {
  text: string
  /** Which of the statement's values, counted from 0, stands at each `?`. */
  order: number[]
  insertIdAs: string | undefined
}

/** Writes `?` for `$1`, `$2`, …, of which one may stand several times. */
export function placeValues(sql: string, insertIdAs?: string): PlacedText {
  const order: number[] = []
  const text = sql.replace(/\$(\d+)/g, (_match, number) => {
    order.push(Number(number) - 1)
    return '?'
  })
  return { text, order, insertIdAs }
}
