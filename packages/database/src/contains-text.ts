import { type Database, isMysql } from './client.js'

/**
 * What Prisma's `where` takes for a column that has a text in it, in large or small letters. PostgreSQL
 * compares by ILIKE. MySQL has no such comparison for columns of code points (utf8mb4_bin), so it is
 * asked for the text as it is typed, in small letters, and with capitals. What LIKE takes for wildcards stands for itself.
 *
 * @returns filters of which one has to fit: `OR: containsText(db, 'anna').map((name) => ({ name }))`
 */
export function containsText(db: Database, text: string): { contains: string }[] {
  if (!isMysql(db)) return [{ contains: escapeLike(text), ...INSENSITIVE }]
  const lower = text.toLowerCase()
  const capitals = lower.replace(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase())
  return [...new Set([text, lower, capitals])].map((spelling) => ({ contains: escapeLike(spelling) }))
}

/** For Prisma's `contains` and its like, which do not do so, and for LIKE itself: a text that means itself. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

/** Not in the types that both clients share: MySQL's refuses it. */
const INSENSITIVE: object = { mode: 'insensitive' }
