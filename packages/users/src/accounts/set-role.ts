import { type PrismaClient, Role } from '@larder/database'
import { signOutEverywhere } from '@larder/session'
import { revokeTokensOf } from '@larder/staff'
import { USERS_ERR_UNKNOWN_ROLE, USERS_ERR_UNKNOWN_USER } from '../errors.js'
import { userWhere } from '../login/find-candidates.js'

/**
 * Gives a user a role, and ends the user's sessions, which have the old one.
 *
 * @param nameOrEmail the user name, or the confirmed e-mail address
 * @throws USERS_ERR_UNKNOWN_USER, USERS_ERR_UNKNOWN_ROLE
 */
export async function setRole(
  db: PrismaClient,
  nameOrEmail: string,
  role: string
): Promise<{ id: number; name: string; before: Role; role: Role; sessionsEnded: number }> {
  if (!isRole(role)) throw new USERS_ERR_UNKNOWN_ROLE(role, Object.values(Role).join(', '))
  return db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({
      where: userWhere(nameOrEmail),
      select: { id: true, name: true, role: true }
    })
    if (!user) throw new USERS_ERR_UNKNOWN_USER(nameOrEmail)
    const { id, name, role: before } = user
    if (before === role) return { id, name, before, role, sessionsEnded: 0 }
    await tx.user.update({ where: { id }, data: { role }, select: { id: true } })
    if (role === Role.customer) await revokeTokensOf(tx, id)
    return { id, name, before, role, sessionsEnded: await signOutEverywhere(tx, id) }
  })
}

function isRole(role: string): role is Role {
  return Object.values<string>(Role).includes(role)
}
