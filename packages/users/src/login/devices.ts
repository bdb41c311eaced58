import type { Translate } from '@larder/blueprint'
import type { Database } from '@larder/database'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { createToken, findToken } from '../tokens.js'

/** The secret of this browser, if it has signed in before. */
export function readDevice(request: FastifyRequest): string | undefined {
  return request.cookies[nameOfCookie(request)]
}

/** Gives this browser a cookie that makes it known as the user's. */
export async function giveDevice(
  request: FastifyRequest,
  reply: FastifyReply,
  userId: number
): Promise<void> {
  const secret = await rememberDevice(request.server.db, userId)
  const { attributes } = request.server.sessionSettings
  reply.setCookie(nameOfCookie(request), secret, { ...attributes, maxAge: YEAR / 1_000 })
}

/**
 * Remembers a browser in which this user has signed in. An attacker can use up the tries of unknown browsers, but not those of
 * a known one (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 *
 * @returns the secret for the browser's cookie
 */
export async function rememberDevice(db: Database, userId: number): Promise<string> {
  const secret = await createToken(db, { userId, purpose: 'device', lasts: YEAR })
  // After the insert, so that the last of several at the same moment sees them all.
  await forgetOldest(db, userId)
  return secret
}

export async function findDevice(
  db: Database,
  secret: string | undefined
): Promise<{ id: string; userId: number | null } | undefined> {
  return findToken(db, 'device', secret)
}

/** Milliseconds. */
const YEAR = 365 * 24 * 60 * 60_000

async function forgetOldest(db: Database, userId: number): Promise<void> {
  const oldest = await db.userToken.findMany({
    where: { userId, purpose: 'device' },
    select: { id: true },
    orderBy: { expiresAt: 'desc' },
    skip: MOST_DEVICES
  })
  if (oldest.length > 0) await db.userToken.deleteMany({ where: { id: { in: oldest.map(({ id }) => id) } } })
}

const MOST_DEVICES = 20

function nameOfCookie({ server }: FastifyRequest): string {
  return server.sessionSettings.attributes.secure ? '__Host-device' : 'device'
}

/** Describes a browser or program to people: `Firefox on Linux`. It is what the browser claims. */
export function deviceName(userAgent: string | undefined, t: Translate): string {
  if (!userAgent) return t('users:device.unknown')
  const browser = firstMatch(BROWSERS, userAgent) ?? userAgent.split(/[\s/]/, 1)[0]?.slice(0, 40)
  const system = firstMatch(SYSTEMS, userAgent)
  if (system) return t('users:device.browser-on', { browser: browser || t('users:device.something'), system })
  return browser || t('users:device.something')
}

function firstMatch(names: [RegExp, string][], userAgent: string): string | undefined {
  return names.find(([pattern]) => pattern.test(userAgent))?.[1]
}

// Each also claims to be the browsers below it.
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari']
]
const SYSTEMS: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux']
]
