import type { Database } from '@larder/database'

/** What a name becomes in an address: `Crème fraîche, 200 g` is `creme-fraiche-200-g`. */
export function slugOf(name: string): string {
  const letters = name
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
  const words = letters.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? []
  return [...words.join('-')].slice(0, LONGEST).join('').replace(/-$/, '')
}

/** Whether a text is what an address can have: words of letters and digits with `-` between them. */
export function isWellFormedSlug(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}]+(-[\p{L}\p{M}\p{N}]+)*$/u.test(text)
}

/** A slug for a name that no good has: with a number behind it where another good has that of the name. */
export async function freeSlug(db: Database, name: string): Promise<string> {
  const wanted = slugOf(name) || 'product'
  const alike = await db.good.findMany({ where: { slug: { startsWith: wanted } }, select: { slug: true } })
  const taken = new Set(alike.map(({ slug }) => slug))
  for (let number = 1; ; number++) {
    const slug = number === 1 ? wanted : `${wanted}-${number}`
    if (!taken.has(slug)) return slug
  }
}

/** Leaves room for a number in the column, which has 80. */
const LONGEST = 70
