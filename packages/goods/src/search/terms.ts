/** The version of the rules in this file. Goods with terms of another version get new ones. */
export const TERMS_VERSION = 2

/** The searched texts of a good. */
export interface SearchedText {
  name: string
  category: string
  description: string
}

/** How much a term says of a good, by where it stands. */
export const WEIGHTS = { name: 8, category: 4, description: 1 }

const MOST_OF_DESCRIPTION = 64
const MOST_OF_QUERY = 16
const LONGEST_TERM = 40

/** The terms by which a good is found, each with the weight of the best place where it stands. */
export function termsOf(good: SearchedText): Map<string, number> {
  const terms = new Map<string, number>()
  const add = (text: string, weight: number, most = Number.POSITIVE_INFINITY) => {
    const found = new Set(readings(text).flatMap(wordsIn).flatMap(formsOf))
    for (const term of [...found].slice(0, most)) if (!terms.has(term)) terms.set(term, weight)
  }
  add(good.name, WEIGHTS.name)
  add(good.category, WEIGHTS.category)
  add(good.description, WEIGHTS.description, MOST_OF_DESCRIPTION)
  return terms
}

/** The words of a query, each with its forms, of which a good must have one. */
export function groupsOf(query: string): string[][] {
  const groups = wordsIn(fold(query)).flatMap((word) =>
    isIdeographic(word) ? pairsOf(word).map((pair) => [pair]) : [formsOf(word)]
  )
  return groups.slice(0, MOST_OF_QUERY)
}

/**
 * Text as it is compared: without case, accents and apostrophes, full-width letters as plain ones.
 */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replace(/['’‘ʼ`´]/g, '')
    .replace(/[ßłøđæœı]/g, (letter) => LETTERS[letter] ?? letter)
}

const LETTERS: Record<string, string> = { ß: 'ss', ł: 'l', ø: 'o', đ: 'd', æ: 'ae', œ: 'oe', ı: 'i' }

/** German umlauts are read in two ways: Äpfel is found as `apfel` and as `aepfel`. */
function readings(text: string): string[] {
  const spelt = text.normalize('NFC').replace(/[äöüÄÖÜ]/g, (letter) => `${letter.normalize('NFD')[0]}e`)
  return [...new Set([fold(text), fold(spelt)])]
}

/** Runs of letters and digits. A run of ideographs, which no space divides, is one of its own. */
function wordsIn(folded: string): string[] {
  const runs = folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  return runs.flatMap((run) => run.match(IDEOGRAPHS_OR_OTHERS) ?? [])
}

function isIdeographic(word: string): boolean {
  return IDEOGRAPH.test(word)
}

const SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Hangul'].map((name) => `\\p{Script=${name}}`).join('')
const IDEOGRAPH = new RegExp(`[${SCRIPTS}]`, 'u')
const IDEOGRAPHS_OR_OTHERS = new RegExp(`[${SCRIPTS}]+|[^${SCRIPTS}]+`, 'gu')

/**
 * A word and its singular by the rules of English; of ideographs each one, and each two that follow
 * each other.
 */
function formsOf(word: string): string[] {
  if (isIdeographic(word)) return [...word, ...pairsOf(word)]
  const term = [...word].slice(0, LONGEST_TERM).join('')
  return [term, ...singularsOf(term)]
}

/** Each two characters that follow each other; the only one of a word that has no more. */
function pairsOf(word: string): string[] {
  const characters = [...word]
  if (characters.length < 2) return characters
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}

/**
 * Removes plurals whose singulars are in the group, too: a good with the plural has the singulars
 * as well, and would be found several times.
 */
export function withoutPlurals(group: string[]): string[] {
  return group.filter((term) => !singularsOf(term).some((singular) => group.includes(singular)))
}

/** The most terms of one word that a good has, without plurals. */
export const MOST_FORMS = 3

function singularsOf(word: string): string[] {
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss')) return []
  const singulars = [word.slice(0, -1)]
  if (word.endsWith('es')) singulars.push(word.slice(0, -2))
  if (word.endsWith('ies')) singulars.push(`${word.slice(0, -3)}y`)
  return singulars
}
