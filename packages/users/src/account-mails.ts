import type { Database } from '@larder/database'
import type {} from '@larder/mail'
import { countAttempt } from '@larder/session'
import type { FastifyInstance } from 'fastify'

/** The mails to users. Each is sent if the transaction commits that it is written in. */
export type AccountMails = ReturnType<typeof createAccountMails>

/** Where a mail goes, and in which language its reader reads it; none where there was no choice. */
export interface Reader {
  address: string
  language: string | null
}

/** A user with a proved address. Mails to other addresses have no name: a stranger may have typed both. */
export interface Addressee extends Reader {
  name: string
}

/** The columns of an addressee. */
export const ADDRESSEE = { name: true, email: true, language: true } as const

export function createAccountMails(app: FastifyInstance) {
  return {
    /** Counts a mail that anybody can cause. @returns whether the address may still get it */
    mayClaim: async (db: Database, address: string) => isOneOfFew(db, `claim of ${address}`, HOUR),
    mayReset: async (db: Database, address: string) => isOneOfFew(db, `reset for ${address}`, QUARTER),

    confirmEmail: (db: Database, to: Reader, token: string) => send(db, to, 'confirm-email', { token }),

    /** To the owner of an address that another user has claimed. */
    accountExists: (db: Database, to: Addressee) => send(db, to, 'account-exists', { name: to.name }),

    resetPassword: (db: Database, to: Reader, token: string) => send(db, to, 'reset-password', { token }),

    passwordChanged: (db: Database, to: Addressee) => send(db, to, 'password-changed', { name: to.name }),

    emailChangeAsked: (db: Database, to: Addressee, email: string) =>
      send(db, to, 'email-change-asked', { name: to.name, email }),

    emailChanged: (db: Database, to: Addressee, email: string) =>
      send(db, to, 'email-changed', { name: to.name, email }),

    accountBlocked: (db: Database, to: Addressee) => send(db, to, 'account-blocked', { name: to.name }),

    accountUnblocked: (db: Database, to: Addressee) => send(db, to, 'account-unblocked', { name: to.name }),

    accountDeleted: (db: Database, to: Addressee) => send(db, to, 'account-deleted', { name: to.name }),

    secondFactorSetUp: (db: Database, to: Addressee) =>
      send(db, to, 'second-factor-set-up', { name: to.name }),

    secondFactorRemoved: (db: Database, to: Addressee) =>
      send(db, to, 'second-factor-removed', { name: to.name }),

    recoveryCodesMade: (db: Database, to: Addressee) =>
      send(db, to, 'recovery-codes-made', { name: to.name }),

    /** @param left the number of codes that are left */
    recoveryCodeUsed: (db: Database, to: Addressee, left: number) =>
      send(db, to, 'recovery-code-used', { name: to.name, left })
  }

  async function send(
    db: Database,
    { language, ...to }: Reader | Addressee,
    mail: string,
    data: object
  ): Promise<void> {
    const message = app.renderMail(mail, data, { language: language ?? undefined })
    await app.mail.send(db, { to: 'name' in to ? to : to.address, ...message, secret: 'token' in data })
  }
}

async function isOneOfFew(db: Database, what: string, span: number): Promise<boolean> {
  const { count } = await countAttempt(db, what, span)
  return count <= FEW
}

const FEW = 5
const HOUR = 60 * 60_000
// Short, so that a stranger who uses up these mails does not keep the owner out for long. A link lasts most of it.
const QUARTER = 15 * 60_000
