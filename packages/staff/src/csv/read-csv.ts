import { parse } from 'csv-parse/sync'
import { FORMULA } from './write-csv.js'

/** How the bytes of a file are to be read, where they are no UTF-8. */
export const ENCODINGS = ['utf-8', 'windows-1252', 'gb18030'] as const
export type Encoding = (typeof ENCODINGS)[number]

export interface CsvLine {
  /** In the file, from 1: the header is the first. A cell may have line breaks. */
  line: number
  /** By the header's names. A cell that is missing is empty. */
  cells: Record<string, string>
  /** Whether it has more cells than the header: one may have a separator in it, and no quotes. */
  tooLong: boolean
}

export type ReadOutcome =
  | { outcome: 'read'; header: string[]; lines: CsvLine[] }
  /** `encoding`: say which it is. */
  | { outcome: 'encoding' | 'empty' | 'too-many' }
  | { outcome: 'broken'; line: number; problem: 'not-closed' | 'cut-off' }

export interface CsvRules {
  /** @default 'utf-8' */
  encoding?: Encoding
  /** @default 50,000 */
  mostLines?: number
}

/**
 * Reads a CSV file as spreadsheets write it: with or without a byte order mark, with commas,
 * semicolons or tabs, LF or CRLF, spaces around the header's names. Leading zeros stay.
 */
export function readCsv(
  bytes: Uint8Array,
  { encoding = 'utf-8', mostLines = 50_000 }: CsvRules = {}
): ReadOutcome {
  const text = decode(bytes, encoding)
  if (text === undefined) return { outcome: 'encoding' }
  if (text.trim() === '') return { outcome: 'empty' }
  const ends: number[] = []
  const records = parseText(text, mostLines + 1, ends)
  if (!records) return { outcome: 'broken', line: (ends.at(-1) ?? 0) + 1, problem: 'not-closed' }
  const [first = [], ...rest] = records
  const header = first.map((name) => name.trim().toLowerCase())
  if (rest.length > mostLines) return { outcome: 'too-many' }
  const last = rest.at(-1)
  // Spreadsheets may leave out empty cells at the end of a line, but not the end of the line.
  if (last && last.length < header.length && !/[\r\n]$/.test(text))
    return { outcome: 'broken', line: ends.at(-1) ?? 0, problem: 'cut-off' }
  const lines = rest.map((record, index) => toLine(record, header, ends[index + 1] ?? 0))
  return { outcome: 'read', header, lines }
}

/**
 * @param ends is given the line of the file in which each record ends
 * @returns undefined where a quotation mark does not end
 */
function parseText(text: string, most: number, ends: number[]): string[][] | undefined {
  try {
    return parse(text, {
      delimiter: findDelimiter(text),
      relax_column_count: true,
      skip_empty_lines: true,
      // And the header.
      to: most + 1,
      on_record(record: string[], { lines }) {
        ends.push(lines)
        return record
      }
    })
  } catch {
    return undefined
  }
}

function toLine(record: string[], header: readonly string[], end: number): CsvLine {
  const cells = header.map((name, column): [string, string] => [name, withoutGuard(record[column] ?? '')])
  const breaks = record.join('').match(/\r\n|\r|\n/g)?.length ?? 0
  const tooLong = record.slice(header.length).some((cell) => cell.trim() !== '')
  return { line: end - breaks, cells: Object.fromEntries(cells), tooLong }
}

/** Takes off what `writeCsv` has put before a text that looks like a formula. */
function withoutGuard(text: string): string {
  const trimmed = text.trim()
  return trimmed.startsWith("'") && FORMULA.test(trimmed.slice(1)) ? trimmed.slice(1) : trimmed
}

function decode(bytes: Uint8Array, encoding: Encoding): string | undefined {
  if (encoding === 'windows-1252') return decodeWindows1252(bytes)
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\0', '')
  } catch {
    return undefined
  }
}

/** Node's own decoder takes it for ISO 8859-1, which has no euro and no quotation marks. */
function decodeWindows1252(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('latin1')
  return text
    .replace(/[\x80-\x9f]/g, (byte) => FROM_80.charAt(byte.charCodeAt(0) - 0x80))
    .replaceAll('\0', '')
}

/** The characters from 0x80 to 0x9F (WHATWG, Encoding). */
const FROM_80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** Of what may stand between cells, what the header has most of. */
function findDelimiter(text: string): string {
  const [header = ''] = text.split(/\r?\n/, 1)
  const counts = [',', ';', '\t'].map((delimiter): [string, number] => [
    delimiter,
    header.split(delimiter).length
  ])
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}
