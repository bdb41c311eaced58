import type { Prisma, PrismaClient } from '@larder/database'
import { askForProof } from './email-address.js'
import type { Letters } from './letters.js'
import {
  addressOf,
  addressProblem,
  displayNameOf,
  displayNameProblem,
  keyOf,
  userNameProblem
} from './names.js'
import { passwordProblem } from './password-rules.js'
import { hashPassword } from './passwords.js'
import { onlyReal, type Problems, unlessTaken } from './problems.js'
import type { Registration } from './schemas.js'

/**
 * Adds a user, and asks by mail for a proof of the address. Who gives no name is called by the user name; who gives no user
 * name logs in by the address. Of two who want one user name at the same moment, one gets it and the other is told. That
 * the address is somebody's already is said to its owner only, by mail.
 */
export async function registerUser(
  db: PrismaClient,
  letters: Letters,
  { name: typed, user_name, email = '', password = '' }: Registration
): Promise<{ user: NewUser } | { problems: Problems }> {
  const userName = user_name?.trim() || null
  const name = displayNameOf(typed?.trim() || userName || '')
  const address = addressOf(email)
  const problems = onlyReal({
    name: displayNameProblem(name),
    user_name: userName === null ? undefined : userNameProblem(userName),
    email: addressProblem(address),
    password: passwordProblem(password, [name, userName ?? '', address])
  })
  if (problems) return { problems }
  const passwordHash = await hashPassword(password)
  const data = {
    name,
    userName,
    userNameKey: userName && keyOf(userName),
    pendingEmail: address,
    passwordHash
  }
  return unlessTaken(() =>
    db.$transaction(async (tx) => {
      const user = await tx.user.create({ data, select: NEW_USER })
      await askForProof(tx, letters, user.id, address)
      return { user }
    })
  )
}

const NEW_USER = { id: true, name: true, userName: true, role: true } satisfies Prisma.UserSelect

type NewUser = Prisma.UserGetPayload<{ select: typeof NEW_USER }>
