import { hash, verify } from '@node-rs/argon2'
import { takeTurns } from './turns.js'

/**
 * argon2id as the OWASP Password Storage cheat sheet asks: 19 MiB, two passes, one lane. Works off the event loop.
 *
 * @throws USERS_ERR_BUSY (503) where too many wait already
 */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(sameText(password), { memoryCost: 19_456, timeCost: 2, parallelism: 1 }))
}

/**
 * Whether the password fits. Without a hash to compare with, or with one that is none of argon2 (of an import, say), it takes as
 * long and answers no.
 *
 * @throws USERS_ERR_BUSY (503) where too many wait already
 */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const compare = (hash: string) => verify(hash, sameText(password))
  const isNobodys = () => compare(NOBODYS).then(() => false)
  return inTurn(() => (passwordHash === undefined ? isNobodys() : compare(passwordHash).catch(isNobodys)))
}

// Each takes a processor for itself.
const inTurn = takeTurns()

/**
 * Keyboards differ in whether they write `ü` as one character or as two; in Unicode's NFC it is the same text. NFKC, which
 * makes `½` of `1/2`, would take passwords for alike that are not.
 */
function sameText(password: string): string {
  return password.normalize('NFC')
}

// Of a password that was thrown away, with the parameters above.
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$U91LPIkTcYkSy3gbpRj5+Q$AehNJVQXhVtsbORst0tpQCbG2ifjHBTlNjVQFQr3Ybk'
