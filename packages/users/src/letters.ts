import type { Database } from '@larder/database'
import { countHit } from '@larder/session'
import type { FastifyInstance } from 'fastify'

/** The mails that the users get. Each is sent if the transaction that it is given is committed. */
export type Letters = ReturnType<typeof createLetters>

export interface Addressee {
  /** The address. */
  to: string
  /** The user's name. */
  name: string
}

export function createLetters(app: FastifyInstance) {
  return {
    confirmEmail: (db: Database, addressee: Addressee, secret: string) =>
      sendUnlessMany(db, addressee, 'confirm-email', { link: linkTo('.confirm', secret) }),

    /** To the owner of an address that somebody else gave as theirs. */
    accountExists: (db: Database, addressee: Addressee) =>
      sendUnlessMany(db, addressee, 'account-exists', { login: pageAt('.login'), forgot: pageAt('.forgot') }),

    resetPassword: (db: Database, addressee: Addressee, secret: string) =>
      sendUnlessMany(db, addressee, 'reset-password', { link: linkTo('.reset', secret) }),

    passwordChanged: (db: Database, addressee: Addressee) =>
      send(db, addressee, 'password-changed', { forgot: pageAt('.forgot') }),

    emailChangeAsked: (db: Database, addressee: Addressee, email: string) =>
      send(db, addressee, 'email-change-asked', { email, password: pageAt('.password') }),

    emailChanged: (db: Database, addressee: Addressee, email: string) =>
      send(db, addressee, 'email-changed', { email })
  }

  /** False where this address had several in this hour, so that nobody can fill a stranger's mailbox. */
  async function sendUnlessMany(db: Database, addressee: Addressee, mail: string, data: object): Promise<boolean> {
    const { count } = await countHit(db, `mail to ${addressee.to}`, HOUR)
    if (count > MOST_IN_AN_HOUR) return false
    await send(db, addressee, mail, data)
    return true
  }

  async function send(db: Database, { to, name }: Addressee, mail: string, data: object): Promise<void> {
    const secret = 'link' in data
    await app.mail.send(db, { to, ...app.renderMail(mail, { name, ...data }), secret })
  }

  function linkTo(route: string, token: string): string {
    return app.urlFor(route, {}, { token }, { absolute: true })
  }

  function pageAt(route: string): string {
    return app.urlFor(route, {}, {}, { absolute: true })
  }
}

const HOUR = 60 * 60_000
const MOST_IN_AN_HOUR = 5
