import { listMailsTo } from '@larder/mail'
import { type ExportHook, listSessions } from '@larder/session'
import { findSecondFactor } from '../second-factor/find-second-factor.js'

/** What the shop keeps of a user's account, but for what only proves who they are. Null for a guest. */
export const exportAccount: ExportHook = async (db, { userId }) => {
  if (userId === null) return null
  const user = await db.user.findUnique({
    where: { id: userId },
    select: {
      ...{ name: true, userName: true, email: true, pendingEmail: true, gender: true, role: true },
      ...{ createdAt: true, usedAt: true, blockedAt: true }
    }
  })
  if (!user) return null
  const sessions = await listSessions(db, userId)
  const factor = await findSecondFactor(db, userId)
  return {
    ...{ name: user.name, user_name: user.userName, email: user.email, pending_email: user.pendingEmail },
    ...{ gender: user.gender, role: user.role, created_at: user.createdAt, used_at: user.usedAt },
    blocked_at: user.blockedAt,
    two_step_login_since: factor?.confirmedAt ?? null,
    sessions: sessions.map(({ userAgent, address, begunAt, usedAt }) => ({
      ...{ device: userAgent ?? null, address, begun_at: begunAt, used_at: usedAt }
    }))
  }
}

/** The mails of the last weeks, without secrets. */
export const exportMails: ExportHook = async (db, { email }) => {
  if (email === null) return []
  const mails = await listMailsTo(db, email)
  return mails.map(({ subject, status, createdAt, doneAt }) => ({
    ...{ subject, status, created_at: createdAt, done_at: doneAt }
  }))
}
