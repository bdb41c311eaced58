import { readFileSync } from 'node:fs'
import type { Problem } from '../account-fields.js'

/**
 * What is wrong with a new password. There are no rules of composition (OWASP ASVS 5, 6.2.5): it must be long enough and not
 * one of the common ones.
 *
 * @param own the user's names and e-mail addresses
 */
export function passwordProblem(password: string, own: string[]): Problem | undefined {
  // In code points: 🫙 is one character.
  const { length } = [...password]
  if (length < SHORTEST) return 'password-short'
  if (length > LONGEST) return 'password-long'
  const plain = password.normalize('NFKC').toLowerCase()
  if (COMMON.has(plain)) return 'password-common'
  return isMadeOf(plain, own) ? 'password-similar' : undefined
}

const SHORTEST = 8
const LONGEST = 128

const COMMON = new Set(
  readFileSync(new URL('../../data/common-passwords.txt', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
)

const SHOPS = ['larder']

/** Whether it is only names with a few digits and signs: `Anna-2024`. */
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
