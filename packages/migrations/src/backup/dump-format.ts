import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { BACKUP_ERR_DAMAGED, BACKUP_ERR_FILE, BACKUP_ERR_NOT_A_DUMP } from './errors.js'

// A dump is a text of UTF-8:
//   a line of JSON, the head
//   for each table a line of JSON that names it, its rows as PostgreSQL's COPY writes them as text, and a line `\.`
//   a line of JSON, the end, with the SHA-256 of all bytes before it
// COPY writes a row as a line: fields between tabs, NULL as `\N`, and a backslash before what would be mistaken.
// https://www.postgresql.org/docs/current/sql-copy.html#SQL-COPY-FILE-FORMATS

export const Head = Type.Object({
  format: Type.Literal('larder-dump'),
  version: Type.Literal(1),
  /** When its data were current: ISO 8601, UTC. */
  madeAt: Type.String(),
  /** The migrations that made its tables, in their order, with Prisma's checksums. */
  migrations: Type.Array(Type.Object({ name: Type.String(), checksum: Type.String() }))
})
export type Head = Static<typeof Head>

export const Table = Type.Object({ table: Type.String(), columns: Type.Array(Type.String()) })
export type Table = Static<typeof Table>

export const End = Type.Object({
  /** How many rows each table has. */
  rows: Type.Record(Type.String(), Type.Integer()),
  /** The last value that each sequence gave, as text since it may exceed a double; null where it gave none. */
  sequences: Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()])),
  sha256: Type.String()
})
export type End = Static<typeof End>

/** Ends the rows of a table. No row can be mistaken for it: COPY doubles each backslash of the data. */
export const END_OF_ROWS = '\\.\n'

/** The parts of a dump, in order. Read the rows of a table before you ask for the next part. */
export type Part =
  | { kind: 'head'; head: Head }
  | { kind: 'table'; table: Table; rows: AsyncIterable<Buffer> }
  | { kind: 'end'; end: End }

/**
 * Reads a dump as a stream.
 *
 * @throws BACKUP_ERR_NOT_A_DUMP at its beginning; BACKUP_ERR_DAMAGED where it breaks off, or at its
 * end when checksum or counts are wrong: trust nothing before the part `end`
 */
export async function* readDump(file: string): AsyncGenerator<Part> {
  const reader = new DumpReader(file)
  const head = await reader.readLine()
  if (!Value.Check(Head, head)) throw new BACKUP_ERR_NOT_A_DUMP(file)
  yield { kind: 'head', head }

  const counted: Record<string, number> = {}
  for (;;) {
    const before = reader.checksum()
    const line = await reader.readLine()
    if (Value.Check(Table, line)) {
      const tell = (count: number) => {
        counted[line.table] = count
      }
      yield { kind: 'table', table: line, rows: countRows(reader.readRows(), tell) }
    } else if (Value.Check(End, line)) {
      if (line.sha256 !== before) throw new BACKUP_ERR_DAMAGED(file, 'its checksum is wrong')
      if (!Value.Equal(line.rows, counted)) throw new BACKUP_ERR_DAMAGED(file, 'its counts are wrong')
      if (!(await reader.isAtEnd())) throw new BACKUP_ERR_DAMAGED(file, 'something stands behind its end')
      yield { kind: 'end', end: line }
      return
    } else throw new BACKUP_ERR_DAMAGED(file, 'a line is neither a table nor the end')
  }
}

/** Passes rows on and reports their number. A row ends with its only line feed. */
export async function* countRows(
  rows: AsyncIterable<Buffer>,
  tell: (count: number) => void
): AsyncGenerator<Buffer> {
  let count = 0
  tell(count)
  for await (const part of rows) {
    for (let at = part.indexOf(LINE_FEED); at >= 0; at = part.indexOf(LINE_FEED, at + 1)) count += 1
    tell(count)
    yield part
  }
}

const LINE_FEED = 10
const BEFORE_ROWS = Buffer.from('\n')
const AFTER_ROWS = Buffer.from(`\n${END_OF_ROWS}`)
/** More than any line of JSON that we write. */
const LONGEST_LINE = 16 * 1024 * 1024

class DumpReader {
  readonly #file: string
  readonly #chunks: AsyncIterator<Buffer>
  readonly #hash: Hash = createHash('sha256')
  #rest: Buffer = Buffer.alloc(0)

  constructor(file: string) {
    this.#file = file
    this.#chunks = createReadStream(file, { highWaterMark: 256 * 1024 })[Symbol.asyncIterator]()
  }

  /** The SHA-256 of what was read so far. */
  checksum(): string {
    return this.#hash.copy().digest('hex')
  }

  async isAtEnd(): Promise<boolean> {
    return this.#rest.length === 0 && (await this.#next()) === undefined
  }

  /** A line of JSON; undefined where it is none. */
  async readLine(): Promise<unknown> {
    let end = this.#rest.indexOf(LINE_FEED)
    while (end < 0) {
      if (this.#rest.length > LONGEST_LINE) return undefined
      await this.#readMore()
      end = this.#rest.indexOf(LINE_FEED)
    }
    const line = this.#take(end + 1)
    try {
      return JSON.parse(line.toString())
    } catch {
      return undefined
    }
  }

  /** The rows of a table, in pieces of any size. */
  async *readRows(): AsyncGenerator<Buffer> {
    // Searches the mark with the line feed before it, which a table without rows shares with its
    // title.
    let lead = BEFORE_ROWS
    for (;;) {
      const text = Buffer.concat([lead, this.#rest])
      const end = text.indexOf(AFTER_ROWS)
      // The last bytes may be the beginning of the mark.
      const length = end >= 0 ? end + 1 : Math.max(0, text.length - AFTER_ROWS.length + 1)
      const rows = this.#take(Math.max(0, length - lead.length))
      if (rows.length > 0) {
        yield rows
        lead = Buffer.alloc(0)
      }
      if (end >= 0) {
        this.#take(END_OF_ROWS.length)
        return
      }
      await this.#readMore()
    }
  }

  #take(length: number): Buffer {
    const taken = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    this.#hash.update(taken)
    return taken
  }

  async #readMore(): Promise<void> {
    const chunk = await this.#next()
    if (!chunk) throw new BACKUP_ERR_DAMAGED(this.#file, 'it breaks off')
    this.#rest = Buffer.concat([this.#rest, chunk])
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { value, done } = await this.#chunks.next()
      return done ? undefined : value
    } catch (error) {
      throw new BACKUP_ERR_FILE(this.#file, 'read', error instanceof Error ? error.message : error)
    }
  }
}
