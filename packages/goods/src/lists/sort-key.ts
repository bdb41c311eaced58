/**
 * A name in characters that compare by their code points as the language sorts: the same order on
 * every database, of which MariaDB knows no Chinese one. Latin is folded; each Han character becomes
 * another one, which has its place in the language's order (for Simplified Chinese by pinyin).
 */
export function sortKey(name: string, language: string): string {
  const folded = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFC')
  const places = language.startsWith('zh') ? placesOf(language) : undefined
  return [...folded]
    .map((character) => places?.get(character) ?? character)
    .slice(0, LONGEST)
    .join('')
}

/** Han characters of Unicode's first block, each with the one that has its place. */
function placesOf(language: string): Map<string, string> {
  const known = PLACES.get(language)
  if (known) return known
  const characters = Array.from({ length: LAST - FIRST + 1 }, (_, index) =>
    String.fromCharCode(FIRST + index)
  )
  const sorted = characters.toSorted(new Intl.Collator(language).compare)
  const places = new Map(sorted.map((character, index) => [character, characters[index] ?? character]))
  PLACES.set(language, places)
  return places
}

const PLACES = new Map<string, Map<string, string>>()

/** CJK Unified Ideographs. */
const [FIRST, LAST] = [0x4e00, 0x9fff]

const LONGEST = 120
