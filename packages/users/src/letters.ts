import type { Database } from '@larder/database'
import type {} from '@larder/mail'
import { countHit } from '@larder/session'
import type { FastifyInstance } from 'fastify'

/** The mails that users get. Each is sent if the transaction that it is written in is committed. */
export type Letters = ReturnType<typeof createLetters>

export interface Addressee {
  /** The user's. */
  name: string
  address: string
}

export function createLetters(app: FastifyInstance) {
  return {
    /** Whether the address had few enough of the mails that anybody can have sent to it. This one is counted. */
    mayClaim: async (db: Database, address: string) => isOneOfFew(db, `claim of ${address}`, HOUR),
    mayReset: async (db: Database, address: string) => isOneOfFew(db, `reset for ${address}`, QUARTER),

    confirmEmail: (db: Database, to: Addressee, token: string) => send(db, to, 'confirm-email', { token }),

    /** To the owner of an address that somebody else gave as theirs. */
    accountExists: (db: Database, to: Addressee) => send(db, to, 'account-exists'),

    resetPassword: (db: Database, to: Addressee, token: string) => send(db, to, 'reset-password', { token }),

    passwordChanged: (db: Database, to: Addressee) => send(db, to, 'password-changed'),

    emailChangeAsked: (db: Database, to: Addressee, email: string) =>
      send(db, to, 'email-change-asked', { email }),

    emailChanged: (db: Database, to: Addressee, email: string) => send(db, to, 'email-changed', { email })
  }

  async function send(db: Database, to: Addressee, mail: string, data: object = {}): Promise<void> {
    const secret = 'token' in data
    await app.mail.send(db, { to, ...app.renderMail(mail, { name: to.name, ...data }), secret })
  }
}

async function isOneOfFew(db: Database, what: string, span: number): Promise<boolean> {
  const { count } = await countHit(db, what, span)
  return count <= FEW
}

const FEW = 5
const HOUR = 60 * 60_000
// A stranger who uses up these mails makes some more come soon, with links that last for most of it.
const QUARTER = 15 * 60_000
