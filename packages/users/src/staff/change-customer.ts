import { type Database, queryRows, Role, statement } from '@larder/database'
import { signOutEverywhere } from '@larder/session'
import { type Changes, revokeTokensOf } from '@larder/staff'
import { Type } from 'typebox'
import { type AccountMails, ADDRESSEE } from '../account-mails.js'
import { resetSecondFactor } from '../second-factor/remove-second-factor.js'
import { endTokens, lockUser } from '../tokens.js'

/**
 * What became of a change: `same` if there was nothing to change, `own` for the account of who asked, `refused` if only an admin
 * may do so, `unproved` if the account has no proved address.
 */
export type CustomerChange =
  | { outcome: 'changed'; name: string; changes: Changes }
  | { outcome: 'gone' | 'same' | 'own' | 'refused' | 'unproved' }

interface Target {
  id: number
  name: string
  email: string | null
  language: string | null
  role: Role
  blockedAt: Date | null
}

/** Keeps a user from logging in, ends their sessions, links and tokens, and mails a notice. Run it in a transaction, as all of these. */
export async function blockUser(
  tx: Database,
  mails: AccountMails,
  actorId: number,
  id: number,
  now: Date
): Promise<CustomerChange> {
  return changeCustomer(tx, { actorId, id }, async (user) => {
    if (user.blockedAt) return undefined
    await tx.user.update({ where: { id }, data: { blockedAt: now }, select: { id: true } })
    await signOutEverywhere(tx, id)
    await endTokens(tx, id)
    await revokeTokensOf(tx, id)
    if (user.email)
      await mails.accountBlocked(tx, { name: user.name, address: user.email, language: user.language })
    return { blocked: [false, true] }
  })
}

export async function unblockUser(
  tx: Database,
  mails: AccountMails,
  actorId: number,
  id: number
): Promise<CustomerChange> {
  return changeCustomer(tx, { actorId, id }, async (user) => {
    if (!user.blockedAt) return undefined
    await tx.user.update({ where: { id }, data: { blockedAt: null }, select: { id: true } })
    if (user.email)
      await mails.accountUnblocked(tx, { name: user.name, address: user.email, language: user.language })
    return { blocked: [true, false] }
  })
}

export async function endSessions(tx: Database, actorId: number, id: number): Promise<CustomerChange> {
  return changeCustomer(tx, { actorId, id }, async () => {
    const ended = await signOutEverywhere(tx, id)
    return ended > 0 ? { sessions: [ended, 0] } : undefined
  })
}

/** Removes the second factor of a user who has lost it, ends their sessions, and mails a notice. */
export async function resetFactor(
  tx: Database,
  mails: AccountMails,
  actorId: number,
  id: number
): Promise<CustomerChange> {
  return changeCustomer(tx, { actorId, id, adminOnly: true }, async () => {
    const ended = await resetSecondFactor(tx, mails, id)
    return ended === undefined ? undefined : { second_factor: [true, false] }
  })
}

/** Gives a user a role, and ends their sessions, which have the old one, and a customer's tokens. A role needs a proved address. */
export async function changeRole(
  tx: Database,
  actorId: number,
  id: number,
  role: Role
): Promise<CustomerChange> {
  let isUnproved = false
  const change = await changeCustomer(tx, { actorId, id, adminOnly: true }, async (user) => {
    isUnproved = user.email === null && role !== Role.customer
    if (user.role === role || isUnproved) return undefined
    await tx.user.update({ where: { id }, data: { role }, select: { id: true } })
    await signOutEverywhere(tx, id)
    if (role === Role.customer) await revokeTokensOf(tx, id)
    return { role: [user.role, role] }
  })
  return isUnproved ? { outcome: 'unproved' } : change
}

/**
 * Locks the admins, then the user, and works. Only an admin changes an account of staff, and nobody their own: so the admin who
 * changes the last but one stays, whatever others do at the same moment.
 */
async function changeCustomer(
  tx: Database,
  { actorId, id, adminOnly = false }: { actorId: number; id: number; adminOnly?: boolean },
  work: (user: Target) => Promise<Changes | undefined>
): Promise<CustomerChange> {
  if (actorId === id) return { outcome: 'own' }
  const admins = await queryRows(tx, LOCK_ADMINS, [])
  await lockUser(tx, id)
  const user = await tx.user.findUnique({
    where: { id },
    select: { id: true, ...ADDRESSEE, role: true, blockedAt: true }
  })
  if (!user) return { outcome: 'gone' }
  const isAdmin = admins.some((admin) => admin.id === actorId)
  if ((adminOnly || user.role !== Role.customer) && !isAdmin) return { outcome: 'refused' }
  const changes = await work(user)
  return changes ? { outcome: 'changed', name: user.name, changes } : { outcome: 'same' }
}

const LOCK_ADMINS = statement(
  Type.Object({ id: Type.Integer() }),
  `SELECT id FROM users WHERE role = 'admin' AND blocked_at IS NULL ORDER BY id FOR UPDATE`
)
