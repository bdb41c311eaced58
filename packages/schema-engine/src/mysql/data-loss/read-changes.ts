/** What a statement does to the rows of a table. Names are SQL, as the statement has them. */
export type Change =
  | { readonly kind: 'drop-table' | 'empty-table' | 'delete-rows'; readonly table: string }
  | { readonly kind: 'drop-database'; readonly name: string }
  | {
      /** `add-required`: rows that are there get no value for it. */
      readonly kind: 'drop-column' | 'add-required'
      readonly table: string
      readonly column: string
    }
  | {
      readonly kind: 'change-column'
      readonly table: string
      readonly column: string
      /** The new type and what follows, word by word: `VARCHAR`, `(`, `3`, `)`, `NOT`, `NULL`. */
      readonly type: readonly string[]
    }

/**
 * Reads what a statement of MySQL does to rows. It knows the forms by which tables are changed, not
 * all of the grammar. Stored programs are not looked into, as on PostgreSQL.
 */
export function readChanges(statement: string): Change[] {
  const tokens = tokensOf(statement)
  if (is(tokens[0], 'ALTER')) return readAlter(tokens)
  if (is(tokens[0], 'DROP')) return readDrop(tokens)
  if (is(tokens[0], 'TRUNCATE')) return [{ kind: 'empty-table', table: nameAt(tokens, 1, 'TABLE') }]
  if (is(tokens[0], 'CREATE') && is(tokens[1], 'OR') && is(tokens[3], 'TABLE'))
    return [{ kind: 'drop-table', table: nameAt(tokens, 4) }]
  return is(tokens[0], 'DELETE', 'WITH') ? readDelete(tokens) : []
}

/**
 * The words of a statement, or of a part of one. Comments that a server executes are part of it: `!`
 * begins them, or `M!`, and the version that executes them may follow.
 */
export function tokensOf(sql: string): string[] {
  const tokens: string[] = sql.match(TOKEN) ?? []
  return tokens.flatMap((token) => {
    const [, executed] = EXECUTED.exec(token) ?? []
    if (executed !== undefined) return tokensOf(executed)
    return COMMENT.test(token) ? [] : [token]
  })
}

/** Comments, strings, names, words with numbers; else one character. */
const TOKEN =
  /\/\*[\s\S]*?\*\/|(?:#|--\s)[^\n]*|'(?:[^'\\]|\\[\s\S]|'')*'|"(?:[^"\\]|\\[\s\S]|"")*"|`(?:[^`]|``)*`|[\p{L}\p{N}_$@]+|[^\s]/gu
const COMMENT = /^(\/\*|#|--\s)/
const EXECUTED = /^\/\*M?!\d*([\s\S]*)\*\/$/

function is(token: string | undefined, ...words: string[]): boolean {
  return token !== undefined && words.includes(token.toUpperCase())
}

/** The name at a place, after words that may be left out; with its database where it has one. */
function nameAt(tokens: readonly string[], start: number, ...words: string[]): string {
  let at = start
  while (is(tokens[at], ...words)) at++
  const name = tokens[at] ?? ''
  return tokens[at + 1] === '.' ? `${name}.${tokens[at + 2] ?? ''}` : name
}

function readDelete(tokens: readonly string[]): Change[] {
  const verb = tokens.findIndex((token) => is(token, 'DELETE'))
  const from = tokens.findIndex((token, at) => at > verb && is(token, 'FROM'))
  if (verb === -1 || from === -1) return []
  return [{ kind: 'delete-rows', table: nameAt(tokens, from + 1) }]
}

function readDrop(tokens: readonly string[]): Change[] {
  if (is(tokens[1], 'DATABASE', 'SCHEMA'))
    return [{ kind: 'drop-database', name: nameAt(tokens, 2, 'IF', 'EXISTS') }]
  if (!is(tokens[1], 'TABLE')) return []
  return splitAtCommas(tokens.slice(2)).map((part) => ({
    kind: 'drop-table',
    table: nameAt(part, 0, 'IF', 'EXISTS')
  }))
}

function readAlter(tokens: readonly string[]): Change[] {
  const start = tokens.findIndex((token) => is(token, 'TABLE'))
  // ALTER ONLINE TABLE, ALTER IGNORE TABLE; others alter no table.
  if (start === -1 || start > 2) return []
  const table = nameAt(tokens, start + 1, 'IF', 'EXISTS')
  const after = start + 1 + tokens.slice(start + 1).findIndex((token) => !is(token, 'IF', 'EXISTS'))
  const clauses = tokens.slice(after + (table.includes('.') && tokens[after + 1] === '.' ? 3 : 1))
  return splitAtCommas(clauses).flatMap((clause) => readClause(table, clause))
}

function readClause(table: string, [verb, ...rest]: readonly string[]): Change[] {
  const [column = '', ...type] = rest.slice(rest.findIndex((token) => !is(token, ...FILLERS)))
  if (is(verb, 'DROP')) return is(rest[0], ...OTHERS) ? [] : [{ kind: 'drop-column', table, column }]
  if (is(verb, 'MODIFY')) return [{ kind: 'change-column', table, column, type }]
  if (is(verb, 'CHANGE')) return [{ kind: 'change-column', table, column, type: type.slice(1) }]
  if (!is(verb, 'ADD') || is(rest[0], ...OTHERS)) return []
  if (column !== '(') return isRequired(type) ? [{ kind: 'add-required', table, column }] : []
  return splitAtCommas(type.slice(0, -1)).flatMap((part) => readClause(table, ['ADD', ...part]))
}

/** Words between a verb and a column's name. */
const FILLERS = ['COLUMN', 'IF', 'NOT', 'EXISTS']
/** What stands in a column's place where something else is added or dropped. */
const OTHERS = [
  'CHECK',
  'CONSTRAINT',
  'FOREIGN',
  'FULLTEXT',
  'INDEX',
  'KEY',
  'PARTITION',
  'PERIOD',
  'PRIMARY',
  'SPATIAL',
  'SYSTEM',
  'UNIQUE'
]

/** Whether a column of a type takes no NULL. */
export function isNotNull(type: readonly string[]): boolean {
  return type.some((token, at) => is(token, 'NOT') && is(type[at + 1], 'NULL'))
}

/** Whether a column takes no NULL, and says no value itself. */
export function isRequired(type: readonly string[]): boolean {
  return isNotNull(type) && !type.some((token) => is(token, 'DEFAULT', 'AUTO_INCREMENT', 'AS', 'GENERATED'))
}

/** Splits at commas that stand in no parentheses. */
function splitAtCommas(tokens: readonly string[]): string[][] {
  const parts: string[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token === '(') depth++
    if (token === ')') depth--
    if (token === ',' && depth === 0) parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts
}
