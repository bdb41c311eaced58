import type { PrismaClient } from '@larder/database'
import type { SessionUser } from '@larder/session'
import { askForProof } from './email-address.js'
import type { Letters } from './letters.js'
import { addressOf, addressProblem, keyOf, nameProblem } from './names.js'
import { passwordProblem } from './password-rules.js'
import { hashPassword } from './passwords.js'
import { onlyReal, type Problems, unlessTaken } from './problems.js'
import type { Registration } from './schemas.js'

/**
 * Adds a user, and asks by mail for a proof of the address. Of two who want one name at the same moment, one gets it and
 * the other is told. That the address is somebody's already is said to its owner only, by mail.
 */
export async function registerUser(
  db: PrismaClient,
  letters: Letters,
  { user_name = '', email = '', password = '' }: Registration
): Promise<{ user: SessionUser } | { problems: Problems }> {
  const name = user_name.trim()
  const address = addressOf(email)
  const problems = onlyReal({
    user_name: nameProblem(name),
    email: addressProblem(address),
    password: passwordProblem(password, [name, address])
  })
  if (problems) return { problems }
  const passwordHash = await hashPassword(password)
  const data = { name, nameKey: keyOf(name), pendingEmail: address, passwordHash }
  return unlessTaken(() =>
    db.$transaction(async (tx) => {
      const user = await tx.user.create({ data, select: { id: true, name: true, role: true } })
      await askForProof(tx, letters, user, address)
      return { user }
    })
  )
}
