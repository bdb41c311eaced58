import { hash, verify } from '@node-rs/argon2'

/** argon2id as the OWASP Password Storage cheat sheet asks: 19 MiB, two passes, one lane. Works off the event loop. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
}

/** Whether the password fits. Without a hash to compare with it takes as long and answers no. */
export async function verifyPassword(passwordHash: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? NOBODYS, password)
  return matches && passwordHash !== undefined
}

// Of a password that was thrown away, with the parameters above.
const NOBODYS =
  '$argon2id$v=19$m=19456,t=2,p=1$U91LPIkTcYkSy3gbpRj5+Q$AehNJVQXhVtsbORst0tpQCbG2ifjHBTlNjVQFQr3Ybk'
