/** The version of the rules in this file. Goods with terms of another version get new ones. */
export const TERMS_VERSION = 3

/** The searched texts of a good, each in every language that it has. */
export interface SearchedText {
  /** And keywords. */
  names: string[]
  categories: string[]
  /** Descriptions and facts. */
  texts: string[]
}

/** What lists are narrowed by. */
export interface FilteredBy {
  vegan: boolean
  organic: boolean
  /** ISO 3166-1, two letters. */
  country: string | null
}

/** How much a term says of a good, by where it stands. */
export const WEIGHTS = { name: 8, category: 4, text: 1, filter: 0 }

const MOST_OF_TEXT = 64
const MOST_OF_QUERY = 16
const LONGEST_TERM = 40

/** The terms by which a good is found, each with the weight of the best place where it stands. */
export function termsOf({ names, categories, texts }: SearchedText): Map<string, number> {
  const terms = new Map<string, number>()
  const add = (found: string[], weight: number) => {
    for (const term of found) if (!terms.has(term)) terms.set(term, weight)
  }
  for (const name of names) add(wordsOf(name).flatMap(formsOf), WEIGHTS.name)
  for (const category of categories) add(wordsOf(category).flatMap(formsOf), WEIGHTS.category)
  for (const text of texts) {
    const found = new Set(
      wordsOf(text).flatMap((word) => (isIdeographic(word) ? pairsOf(word) : formsOf(word)))
    )
    add([...found].slice(0, MOST_OF_TEXT), WEIGHTS.text)
  }
  return terms
}

/** The terms by which goods are narrowed. No word has their sign. */
export function filterTerms({ vegan, organic, country }: Partial<FilteredBy>): string[] {
  return [
    ...(vegan ? ['=vegan'] : []),
    ...(organic ? ['=organic'] : []),
    ...(country ? [`=from ${country.toLowerCase()}`] : [])
  ]
}

/** Whether a term is a word, which people may type. */
export function isWord(term: string): boolean {
  return !term.startsWith('=')
}

/** The words of a query, each with its forms, of which a good must have one. */
export function groupsOf(query: string): string[][] {
  const words = wordsIn(fold(query)).flatMap((word) => (isIdeographic(word) ? pairsOf(word) : [word]))
  const groups = [...new Set(words)].map((word) => (isIdeographic(word) ? [word] : formsOf(word)))
  return groups.slice(0, MOST_OF_QUERY)
}

/** The query of words of {@link groupsOf}. */
export function joinWords(words: string[]): string {
  return words.reduce(join)
}

/** Two pairs of ideographs that follow each other are one word again. */
function join(text: string, word: string): string {
  const [last, [first = '', ...rest]] = [[...text].at(-1), [...word]]
  return rest.length === 1 && first === last && isIdeographic(first) ? `${text}${rest[0]}` : `${text} ${word}`
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

function wordsOf(text: string): string[] {
  return readings(text).flatMap(wordsIn)
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

/** Removes words that are only forms of others in the list. */
export function withoutSingulars(words: string[]): string[] {
  const singulars = new Set(words.flatMap(singularsOf))
  return words.filter((word) => !singulars.has(word))
}

/** The most terms of one word that a good has, without plurals. */
export const MOST_FORMS = 3

function singularsOf(word: string): string[] {
  if (word.length < 4 || !word.endsWith('s') || word.endsWith('ss')) return []
  const singular = word.slice(0, -1)
  if (word.endsWith('ies')) return [singular, `${word.slice(0, -3)}y`]
  return word.endsWith('es') ? [singular, word.slice(0, -2)] : [singular]
}
