/** A statement of a MySQL script. */
export interface MysqlStatement {
  /** Without the comments before it and the semicolon after it. */
  readonly text: string
  /** The line it begins in, from 1. */
  readonly line: number
}

/**
 * Cuts a MySQL script into statements at the semicolons that end one. Strings, names and comments may
 * contain others. Comments that a server executes (they begin with `!` or `M!`) are part of their
 * statement.
 *
 * As in the server's default `sql_mode`, a backslash escapes in strings, and `--` begins a comment
 * only before a space. Stored programs (`BEGIN … END`) are not understood.
 */
export function splitStatements(script: string): MysqlStatement[] {
  const statements: MysqlStatement[] = []
  let start: number | undefined
  let line = 1
  let counted = 0
  const add = (end: number) => {
    if (start === undefined) return
    line += countLines(script.slice(counted, start))
    counted = start
    statements.push({ text: script.slice(start, end).trimEnd(), line })
    start = undefined
  }
  for (const { 0: token, index } of script.matchAll(TOKEN)) {
    if (token === ';') add(index)
    else if (!IS_BLANK.test(token)) start ??= index
  }
  add(script.length)
  return statements
}

/** Comments, strings, names, the end of a statement; else runs of blanks, words, or one character. */
const TOKEN =
  /\/\*[\s\S]*?(?:\*\/|$)|(?:#|--(?=\s|$))[^\n]*|'(?:[^'\\]+|\\[\s\S]|'')*(?:'|$)|"(?:[^"\\]+|\\[\s\S]|"")*(?:"|$)|`(?:[^`]+|``)*(?:`|$)|;|\s+|[^\s;'"`#/-]+|[\s\S]/g

/** Blanks, and comments that no server executes. */
const IS_BLANK = /^(?:\s|#|--\s|--$|\/\*(?!M?!))/

function countLines(text: string): number {
  return text.split('\n').length - 1
}
