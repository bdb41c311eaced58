/** SQL that compares a slug exactly: MySQL leaves blanks at the end out of account. */
export function isSlug(column: string, value: string): string {
  return `${column} = ${value} AND char_length(${column}) = char_length(${value})`
}
