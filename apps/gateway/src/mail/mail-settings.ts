import { createPrivateKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { MailOptions } from '@larder/mail'
import { checkMailSettings } from '@larder/mail/settings'

/**
 * How mails are sent, of `MAIL_URL`, `MAIL_FROM`, `MAIL_DKIM_KEY` and `MAIL_DKIM_SELECTOR`. They are no options of the command
 * line, since the URL holds a password and arguments are for everybody to see.
 *
 * @param development whether mails go into a folder where no URL is given
 * @throws with one line for people, without the password
 */
export function readMailSettings(env = process.env, development = false): MailOptions {
  const { MAIL_URL, MAIL_FROM: from } = env
  const url = MAIL_URL || (development ? `file:${encodeURI(path.resolve('.larder/mail'))}` : undefined)
  if (url && !/^(smtps?:\/\/.|sendmail:|file:.)/.test(url)) {
    throw new Error(
      'MAIL_URL is not a URL like smtp://USER:PASSWORD@HOST:587, smtps://…, sendmail: or file:FOLDER.'
    )
  }
  if (url && !from && !url.startsWith('file:')) {
    throw new Error('MAIL_URL is set and MAIL_FROM is not. Say whom mails are from: Shop <shop@example.org>.')
  }
  try {
    checkMailSettings({ url: url || undefined })
  } catch (error) {
    throw new Error(`MAIL_URL is wrong. ${error instanceof Error ? error.message : error}`)
  }
  if (from && !isSender(from)) throw new Error('MAIL_FROM is not an address like Shop <shop@example.org>.')
  return { ...(url && { url }), ...(from && { from }), ...readKey(env) }
}

function isSender(from: string): boolean {
  try {
    checkMailSettings({ from })
    return DOMAIN.test(from)
  } catch {
    return false
  }
}

/** What the mail server's domain is signed with; the selector is `larder` unless it is said. */
function readKey({
  MAIL_FROM,
  MAIL_DKIM_KEY,
  MAIL_DKIM_SELECTOR
}: NodeJS.ProcessEnv): Pick<MailOptions, 'dkim'> {
  if (!MAIL_DKIM_KEY) return {}
  const domainName = DOMAIN.exec(MAIL_FROM ?? '')?.[1]
  if (!domainName) throw new Error('MAIL_DKIM_KEY is set and MAIL_FROM is not: the key signs for its domain.')
  let privateKey: string
  try {
    privateKey = readFileSync(MAIL_DKIM_KEY, 'utf8')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`MAIL_DKIM_KEY is not a file that can be read (${reason}).`)
  }
  if (!isSigningKey(privateKey))
    throw new Error('MAIL_DKIM_KEY is not the file of a private RSA key as PEM, without a passphrase.')
  return { dkim: { domainName, keySelector: MAIL_DKIM_SELECTOR || 'larder', privateKey } }
}

/** Whether nodemailer can sign with it: with what it cannot, each mail would fail. */
function isSigningKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa'
  } catch {
    return false
  }
}

const DOMAIN = /@([^\s<>@]+)>?$/
