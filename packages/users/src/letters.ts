import type { Database } from '@larder/database'
import type {} from '@larder/mail'
import { countAttempt } from '@larder/session'
import type { FastifyInstance } from 'fastify'

/** The mails that users get. Each is sent if the transaction that it is written in is committed. */
export type Letters = ReturnType<typeof createLetters>

/** Whose address is proved. Others are mailed by the address alone: a stranger may have typed it, and the name. */
export interface Addressee {
  name: string
  address: string
}

export function createLetters(app: FastifyInstance) {
  return {
    /** Whether the address had few enough of the mails that anybody can have sent to it. This one is counted. */
    mayClaim: async (db: Database, address: string) => isOneOfFew(db, `claim of ${address}`, HOUR),
    mayReset: async (db: Database, address: string) => isOneOfFew(db, `reset for ${address}`, QUARTER),

    confirmEmail: (db: Database, address: string, token: string) =>
      send(db, address, 'confirm-email', { token }),

    /** To the owner of an address that somebody else gave as theirs. */
    accountExists: (db: Database, to: Addressee) => send(db, to, 'account-exists', { name: to.name }),

    /** Proved or not. */
    resetPassword: (db: Database, address: string, token: string) =>
      send(db, address, 'reset-password', { token }),

    passwordChanged: (db: Database, to: Addressee) => send(db, to, 'password-changed', { name: to.name }),

    emailChangeAsked: (db: Database, to: Addressee, email: string) =>
      send(db, to, 'email-change-asked', { name: to.name, email }),

    emailChanged: (db: Database, to: Addressee, email: string) =>
      send(db, to, 'email-changed', { name: to.name, email })
  }

  async function send(db: Database, to: string | Addressee, mail: string, data: object): Promise<void> {
    await app.mail.send(db, { to, ...app.renderMail(mail, data), secret: 'token' in data })
  }
}

async function isOneOfFew(db: Database, what: string, span: number): Promise<boolean> {
  const { count } = await countAttempt(db, what, span)
  return count <= FEW
}

const FEW = 5
const HOUR = 60 * 60_000
// A stranger who uses up these mails makes some more come soon, with links that last for most of it.
const QUARTER = 15 * 60_000
