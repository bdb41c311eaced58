import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { MailOptions } from '@larder/mail'
import { checkMailSettings, isDnsName, isSigningKey } from '@larder/mail/settings'
import { type ConfigOf, messageOf, type SettingRows } from '@larder/serve'

/** How mails are sent. */
export const MAIL_SETTINGS = {
  mailUrl: {
    env: 'MAIL_URL',
    about: 'the mail server, as smtp://USER:PASSWORD@HOST:587; without it, mails are kept',
    secret: true,
    parse: parseMailUrl
  },
  mailFrom: {
    env: 'MAIL_FROM',
    about: 'whom mails are from, as Shop <shop@example.org>',
    parse: parseSender
  },
  mailDkimKey: {
    env: 'MAIL_DKIM_KEY',
    about: 'the file of a private RSA key that signs mails; without it, they are not signed',
    parse: readSigningKey
  },
  mailDkimSelector: {
    env: 'MAIL_DKIM_SELECTOR',
    about: 'where the DNS of the domain of MAIL_FROM has the public key (default: larder)',
    default: 'larder',
    parse: parseSelector
  }
} satisfies SettingRows

type MailConfig = ConfigOf<typeof MAIL_SETTINGS>

interface Surroundings {
  /** Whether mails go into a folder where no URL is given. */
  development: boolean
  /** How visitors reach the shop. */
  publicUrl?: string
}

/** What the outbox of a shop is made with. */
export function mailOptionsOf({
  mailUrl,
  mailFrom,
  mailDkimKey,
  mailDkimSelector,
  development
}: MailConfig & Surroundings): MailOptions {
  const url = mailUrl ?? (development ? `file:${encodeURI(path.resolve('.larder/mail'))}` : undefined)
  const domainName = DOMAIN.exec(mailFrom ?? '')?.[1]
  const signs = mailDkimKey !== undefined && domainName !== undefined
  return {
    ...(url && { url }),
    ...(mailFrom && { from: mailFrom }),
    ...(signs && { dkim: { domainName, keySelector: mailDkimSelector, privateKey: mailDkimKey } })
  }
}

/** What is wrong with settings of mails together. */
export function problemsOfMail({ mailUrl, mailFrom, mailDkimKey }: Partial<MailConfig>): string[] {
  if (mailFrom) return []
  const problems: string[] = []
  if (mailUrl && !mailUrl.startsWith('file:')) {
    problems.push('MAIL_URL is set and MAIL_FROM is not. Say whom mails are from: Shop <shop@example.org>.')
  }
  if (mailDkimKey) {
    problems.push('MAIL_DKIM_KEY is set and MAIL_FROM is not: the key signs for its domain.')
  }
  return problems
}

/** What may go wrong with mails in production, and keeps nobody from starting. */
export function warningsOfMail({ mailUrl, development, publicUrl }: MailConfig & Surroundings): string[] {
  if (development) return []
  if (!mailUrl) return ['MAIL_URL is not set: mails are kept and not sent until it is.']
  if (!publicUrl && !mailUrl.startsWith('file:')) {
    return ['Neither --public-url nor LARDER_PUBLIC_URL is set: links in mails lead to this machine alone.']
  }
  return []
}

function parseMailUrl(text: string): string {
  if (!/^(smtps?:\/\/.|sendmail:|file:.)/.test(text)) {
    throw new Error('Write a URL like smtp://USER:PASSWORD@HOST:587, smtps://…, sendmail: or file:FOLDER.')
  }
  checkMailSettings({ url: text })
  return text
}

function parseSender(text: string): string {
  if (!isSender(text)) throw new Error('Write an address like Shop <shop@example.org>.')
  return text
}

function isSender(from: string): boolean {
  try {
    checkMailSettings({ from })
    return DOMAIN.test(from)
  } catch {
    return false
  }
}

/** The key itself. */
function readSigningKey(file: string): string {
  let privateKey: string
  try {
    privateKey = readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`It is not a file that can be read (${messageOf(error)}).`)
  }
  if (!isSigningKey(privateKey))
    throw new Error('It is not the file of a private RSA key as PEM, without a passphrase.')
  return privateKey
}

function parseSelector(text: string): string {
  if (!isDnsName(text)) throw new Error('Write the name of the record in the DNS, like larder.')
  return text
}

const DOMAIN = /@([^\s<>@]+)>?$/
