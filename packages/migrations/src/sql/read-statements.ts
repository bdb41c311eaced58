import type { Node, ParseResult } from 'libpg-query'

/** A statement of an SQL script. */
export interface Statement {
  readonly text: string
  /** Where it begins, in bytes from the start of the script. */
  readonly start: number
  /** The line it begins in, from 1. */
  readonly line: number
  /** The parser's tree; undefined where PostgreSQL's parser is too old for the statement. */
  readonly node: Node | undefined
}

/**
 * Cuts a script into statements with PostgreSQL's own parser. A script that it does not understand
 * stays in one piece, for the server, which may be newer.
 */
export async function readStatements(script: string): Promise<Statement[]> {
  const bytes = Buffer.from(script)
  let found: ParseResult
  try {
    // Loaded when needed: it is WebAssembly.
    const { parse } = await import('libpg-query')
    found = await parse(script)
  } catch {
    return [{ text: script, start: 0, line: 1, node: undefined }]
  }
  let line = 1
  let counted = 0
  return (found.stmts ?? []).map(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    // Counts from statement to statement: from the top, some megabytes would take minutes.
    line += countLines(bytes, counted, start)
    counted = start
    return {
      text: bytes.toString('utf8', start, length ? start + length : undefined),
      start,
      line,
      node: stmt
    }
  })
}

function countLines(bytes: Buffer, from: number, to: number): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_FEED, from); at !== -1 && at < to; at = bytes.indexOf(LINE_FEED, at + 1))
    count++
  return count
}

const LINE_FEED = 10
