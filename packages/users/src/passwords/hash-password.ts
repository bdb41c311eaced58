import { hash, verify } from '@node-rs/argon2'
import { limitConcurrency } from './limit-concurrency.js'

/**
 * Hashes with argon2id as the OWASP Password Storage cheat sheet asks: 19 MiB, two passes, one lane. Works off the event loop.
 *
 * @throws USERS_ERR_BUSY (503) if too many calls wait
 */
export function hashPassword(password: string): Promise<string> {
  return enqueue(() => hash(sameText(password), { memoryCost: 19_456, timeCost: 2, parallelism: 1 }))
}

/**
 * Whether the password fits. Without a hash, or with one that is not argon2's (of an import), it takes as long and answers no.
 *
 * @param argon2Verify compares; a test counts how often
 * @throws USERS_ERR_BUSY (503) if too many calls wait
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
  argon2Verify: (hash: string, password: string) => Promise<boolean> = verify
): Promise<boolean> {
  const compare = (hash: string) => argon2Verify(hash, sameText(password))
  const compareWithNone = () => compare(UNUSED_HASH).then(() => false)
  return enqueue(() =>
    passwordHash === undefined ? compareWithNone() : compare(passwordHash).catch(compareWithNone)
  )
}

// The last of 200 waits for about five seconds.
const enqueue = limitConcurrency(200)

/**
 * Keyboards write `ü` as one character or as two; Unicode's NFC makes them the same. NFKC would make different passwords the
 * same: it turns `½` into `1/2`.
 */
function sameText(password: string): string {
  return password.normalize('NFC')
}

// The hash of a discarded password, with the parameters above.
const UNUSED_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$U91LPIkTcYkSy3gbpRj5+Q$AehNJVQXhVtsbORst0tpQCbG2ifjHBTlNjVQFQr3Ybk'
