/**
 * A language for tests, made of English at boot (CLDR's `en-XA`): each message is accented, 40 %
 * longer and in brackets. Plain text on such a page is in no file of messages.
 */
export const PSEUDO_LANGUAGE = 'en-XA'

/** Changes the words of a message, and nothing that its format needs. */
export function pseudoText(text: string): string {
  // Braces, all that leads to the next text of a choice, and tags stay.
  const pieces = text.split(
    /(\{\s*\w+\s*(?:,[^{}]*)?\}|\{\s*\w+\s*,[^{]*\{|\}\s*(?:=?\w+\s*\{|\})|\}|<[^>]*>|#)/
  )
  const accented = pieces.map((piece, place) => (place % 2 ? piece : accent(piece))).join('')
  const letters = pieces.filter((_, place) => place % 2 === 0).join('').length
  return `[${accented}${' ~'.repeat(Math.ceil((letters * 0.4) / 2))}]`
}

function accent(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => ACCENTED.get(letter) ?? letter)
}

const ACCENTED = new Map([
  ...[...'aceginorsuyz'].map((letter, place): [string, string] => [
    letter,
    [...'áçéǧíñóřšúýž'][place] ?? letter
  ]),
  ...[...'ACEGINORSUYZ'].map((letter, place): [string, string] => [
    letter,
    [...'ÁÇÉǦÍÑÓŘŠÚÝŽ'][place] ?? letter
  ])
])
