import type { Prisma, PrismaClient } from '@larder/database'
import {
  addressProblem,
  displayNameProblem,
  normalizeAddress,
  normalizeDisplayName,
  orNameTaken,
  type RefusedFields,
  userNameKey,
  userNameProblem,
  withoutUndefined
} from '../account-fields.js'
import type { AccountMails } from '../account-mails.js'
import { hashPassword } from '../passwords/hash-password.js'
import { passwordProblem } from '../passwords/password-rules.js'
import type { Registration } from '../schemas.js'
import { askForProof } from './confirm-address.js'

/**
 * Adds a user, and mails a link to prove the address. Without a name, the user name is shown; without a user name, the user logs
 * in by the address. Only the owner of a taken address is told, by mail.
 *
 * @param language of the pages on which they register, BCP 47
 */
export async function registerUser(
  db: PrismaClient,
  mails: AccountMails,
  { name: typed, user_name, email = '', password = '' }: Registration,
  language: string | null = null
): Promise<{ outcome: 'registered'; user: NewUser } | RefusedFields> {
  const userName = user_name?.trim() || null
  const name = normalizeDisplayName(typed?.trim() || userName || '')
  const address = normalizeAddress(email)
  const problems = withoutUndefined({
    name: displayNameProblem(name),
    user_name: userName === null ? undefined : userNameProblem(userName),
    email: addressProblem(address),
    password: passwordProblem(password, [name, userName ?? '', address])
  })
  if (problems) return { outcome: 'refused', problems }
  const passwordHash = await hashPassword(password)
  const data = {
    name,
    userName,
    userNameKey: userName && userNameKey(userName),
    pendingEmail: address,
    passwordHash,
    language
  }
  return orNameTaken(() =>
    db.$transaction(async (tx) => {
      const user = await tx.user.create({ data, select: NEW_USER })
      await askForProof(tx, mails, user.id, address)
      return { outcome: 'registered', user }
    })
  )
}

const NEW_USER = {
  id: true,
  name: true,
  userName: true,
  role: true,
  language: true
} satisfies Prisma.UserSelect

type NewUser = Prisma.UserGetPayload<{ select: typeof NEW_USER }>
