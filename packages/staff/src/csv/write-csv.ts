import { stringify } from 'csv-stringify/sync'

/** A column of a CSV file that is written. */
export interface CsvColumn<Row> {
  /** The header. It is never translated: programs read it. */
  name: string
  value(row: Row): string | number | boolean | null
}

/**
 * Writes rows as a CSV file that Excel opens rightly: UTF-8 with a byte order mark, CRLF (RFC 4180).
 * A text that a spreadsheet would take for a formula begins with `'`, which {@link readCsv} takes
 * off again (OWASP, CSV Injection).
 *
 * @param batches of rows, which are written as they come
 */
export async function* writeCsv<Row>(
  columns: readonly CsvColumn<Row>[],
  batches: AsyncIterable<readonly Row[]>
): AsyncGenerator<string> {
  yield `\uFEFF${lines([columns.map(({ name }) => name)])}`
  for await (const rows of batches) {
    yield lines(rows.map((row) => columns.map((column) => cell(column.value(row)))))
  }
}

function lines(cells: readonly (readonly string[])[]): string {
  return cells.length === 0 ? '' : stringify([...cells.map((row) => [...row])], { record_delimiter: '\r\n' })
}

/** Numbers stay numbers, those below zero too. */
function cell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value)
}

/** What spreadsheets take for a formula, in full width too; and a text that looks as if it had been guarded. */
export const FORMULA = /^'*[=+\-@\t\r＝＋－＠]/
