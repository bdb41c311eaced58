/** A name in MySQL's quotes. */
export function quoteName(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``
}

/** Names in quotes, with commas between them. */
export function quoteNames(names: readonly string[]): string {
  return names.map(quoteName).join(', ')
}

/** A string literal for MySQL's default `sql_mode`, in which a backslash escapes. */
export function quoteText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
