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
    confirmEmail: (db: Database, to: Addressee, token: string) =>
      sendUnlessMany(db, to, 'confirm-email', { token }),

    /** To the owner of an address that somebody else gave as theirs. */
    accountExists: (db: Database, to: Addressee) => sendUnlessMany(db, to, 'account-exists'),

    resetPassword: (db: Database, to: Addressee, token: string) =>
      sendUnlessMany(db, to, 'reset-password', { token }),

    passwordChanged: (db: Database, to: Addressee) => send(db, to, 'password-changed'),

    emailChangeAsked: (db: Database, to: Addressee, email: string) =>
      send(db, to, 'email-change-asked', { email }),

    emailChanged: (db: Database, to: Addressee, email: string) => send(db, to, 'email-changed', { email })
  }

  /** False where the address had several in this hour, so that nobody can fill a stranger's mailbox. */
  async function sendUnlessMany(db: Database, to: Addressee, mail: string, data?: object): Promise<boolean> {
    const { count } = await countHit(db, `mail to ${to.address}`, HOUR)
    if (count > MOST_IN_AN_HOUR) return false
    await send(db, to, mail, data)
    return true
  }

  async function send(db: Database, to: Addressee, mail: string, data: object = {}): Promise<void> {
    const secret = 'token' in data
    await app.mail.send(db, { to, ...app.renderMail(mail, { name: to.name, ...data }), secret })
  }
}

const HOUR = 60 * 60_000
const MOST_IN_AN_HOUR = 5
