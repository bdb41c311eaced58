import { isIP } from 'node:net'
import { MAIL_ERR_URL } from '../errors.js'
import { decodePart } from './url-parts.js'

/**
 * Reads `smtp://USER:PASSWORD@HOST:PORT?maxConnections=2&rateLimit=10` into nodemailer's options. A password needs TLS, unless
 * the server is this machine or the URL says `requireTLS=false`.
 *
 * @throws MAIL_ERR_URL, without the password
 */
export function readServer(text: string) {
  if (!URL.canParse(text))
    throw new MAIL_ERR_URL('cannot be read; write special characters of a password as %40')
  const url = new URL(text)
  const { hostname, username, password } = url
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (host === '') throw new MAIL_ERR_URL('names no host')
  const given = readParameters(url.searchParams)
  const isLocal = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
  return {
    host,
    // nodemailer's default is 587, or 465 with smtps.
    ...(url.port && { port: Number(url.port) }),
    secure: url.protocol === 'smtps:',
    ...(username && { auth: { user: decodePart(username), pass: decodePart(password) } }),
    requireTLS: username !== '' && !isLocal && given.ignoreTLS !== true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    ...given,
    pool: true as const,
    maxConnections: typeof given.maxConnections === 'number' ? given.maxConnections : 5,
    // nodemailer changes the connection by itself only before it has sent a part of the mail.
    maxRequeues: 2
  }
}

const PARAMETERS: Record<string, (text: string) => number | boolean | string | undefined> = {
  pool: readSwitch,
  maxConnections: readNumber,
  maxMessages: readNumber,
  rateLimit: readNumber,
  rateDelta: readNumber,
  requireTLS: readSwitch,
  ignoreTLS: readSwitch,
  name: (text) => text,
  'tls.rejectUnauthorized': readSwitch,
  'tls.servername': (text) => text,
  connectionTimeout: readNumber,
  greetingTimeout: readNumber,
  socketTimeout: readNumber
}

function readParameters(parameters: URLSearchParams): Record<string, unknown> {
  const plain: Record<string, unknown> = {}
  const tls: Record<string, unknown> = {}
  for (const [name, text] of parameters) {
    const read = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined
    const value = read?.(text)
    if (value === undefined) {
      const known = Object.keys(PARAMETERS).join(', ')
      throw new MAIL_ERR_URL(
        `has ${read ? 'a wrong value for' : 'no parameter'} ${name.slice(0, 40)} (there are ${known})`
      )
    }
    if (name.startsWith('tls.')) tls[name.slice(4)] = value
    else plain[name] = value
  }
  return { ...plain, ...(Object.keys(tls).length > 0 && { tls }) }
}

function readNumber(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined
}

function readSwitch(text: string): boolean | undefined {
  if (/^(true|on|1)$/.test(text)) return true
  return /^(false|off|0)$/.test(text) ? false : undefined
}
