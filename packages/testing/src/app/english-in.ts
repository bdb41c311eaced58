/**
 * What a page says in English: two or more words in a row, in its texts and in the attributes that
 * people read or hear. Words in capitals are none: `CSV UTF-8`. What stands in an element with a
 * `lang` of its own is left out.
 */
export function englishIn(page: string): string[] {
  const own = page.replace(/<(script|style)\b[\s\S]*?<\/\1>|<\w+[^>]* lang="[^>]*>[^<]*/g, ' ')
  const texts = own.replace(/<[^>]*>/g, '|')
  const attributes = [...own.matchAll(READ)].map(([, text = '']) => text)
  return [texts, ...attributes].flatMap((text) => text.match(WORDS) ?? [])
}

const READ = / (?:aria-label|placeholder|alt|title|data-\w+)="([^"]*)"/g
const WORDS = /(?<![\p{L}_])\p{Lu}?[a-z]+(?:[ ,]+\p{Lu}?[a-z]+)+/gu
