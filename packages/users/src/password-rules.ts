import { readFileSync } from 'node:fs'

/**
 * What is wrong with a new password. There are no rules of composition (OWASP ASVS 5, 6.2.5): length counts, and that it
 * is none of those that everybody tries first.
 *
 * @param own what the user is known by: name, e-mail address
 */
export function passwordProblem(password: string, own: string[]): string | undefined {
  // In code points: whoever writes 🫙 has typed one character.
  const { length } = [...password]
  if (length < SHORTEST) return `A password has at least ${SHORTEST} characters.`
  if (length > LONGEST) return `A password has at most ${LONGEST} characters.`
  const plain = password.normalize('NFKC').toLowerCase()
  if (COMMON.has(plain))
    return 'This is one of the passwords that everybody tries first. Please choose another.'
  if (isMadeOf(plain, own)) return 'This is too much like your name or address. Please choose another.'
  return undefined
}

const SHORTEST = 8
const LONGEST = 128

// In the order of how common they are, in lower case and none too short.
const COMMON = new Set(
  readFileSync(new URL('../data/common-passwords.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
)

/** What the shop is known by. */
const SHOPS = ['larder']

/** Whether nothing is there but names, and a few digits and signs such as `Anna-2024`. */
function isMadeOf(password: string, own: string[]): boolean {
  const words = [...own, ...SHOPS]
    .flatMap((name) =>
      name
        .normalize('NFKC')
        .toLowerCase()
        .split(/[\s@.]+/)
    )
    .filter((word) => word.length >= 3)
    .sort((one, other) => other.length - one.length)
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), password)
  return rest !== password && rest.length < SHORTEST && !/\p{L}/u.test(rest)
}
