import type { Node } from 'libpg-query'

/** A statement of a PostgreSQL script. */
export interface PostgresStatement {
  readonly node: Node
  /** Whole lines of comments before it, which MySQL takes for such too. */
  readonly comments: readonly string[]
  readonly text: string
  /** The line it begins in, from 1. */
  readonly line: number
}

/**
 * Cuts a script into statements with PostgreSQL's own parser.
 *
 * @throws what the parser says of a script that it does not understand
 */
export async function readPostgresScript(script: string): Promise<PostgresStatement[]> {
  // Loaded when needed: it is WebAssembly.
  const { parse } = await import('libpg-query')
  const { stmts = [] } = await parse(script)
  const bytes = Buffer.from(script)
  let end = 0
  let line = 1
  return stmts.flatMap(({ stmt, stmt_location: start = 0, stmt_len: length }) => {
    const before = bytes.toString('utf8', end, start)
    line += countLines(before)
    end = length ? start + length : bytes.length
    const text = bytes.toString('utf8', start, end)
    const statement = {
      comments: before.match(/^\s*--.*/gm)?.map(writeComment) ?? [],
      text: text.trimEnd(),
      line
    }
    line += countLines(text)
    return stmt ? [{ ...statement, node: stmt }] : []
  })
}

/** MySQL's `--` begins a comment only before a blank. */
function writeComment(comment: string): string {
  return comment.trim().replace(/^--(?=[^ \t])/, '-- ')
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}
