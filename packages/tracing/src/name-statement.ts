/** A short name of a statement: its verb and its first table, `SELECT goods`. */
export function nameStatement(text: string): string {
  const verb = /\b(SELECT|INSERT|UPDATE|DELETE)\b/i.exec(text)?.[1] ?? /\w+/.exec(text)?.[0] ?? 'statement'
  const table = /\b(?:FROM|INTO|UPDATE)\s+((?:["`]?\w+["`]?\.)*["`]?\w+["`]?)/i.exec(text)?.[1]
  return [verb.toUpperCase(), table?.replace(/["`]/g, '').split('.').at(-1)].filter(Boolean).join(' ')
}
