import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import encodeQr from 'qr'

/** A new secret of an authenticator app. @returns 20 bytes (RFC 4226, section 4) */
export function createAppSecret(): Buffer {
  return randomBytes(20)
}

/**
 * Finds the step of time whose code this is (RFC 6238): the present one, or one beside it, since clocks differ and people type
 * slowly.
 *
 * @returns the number of half minutes since 1970; undefined if it is no code of these
 */
export function findStep(secret: Uint8Array, code: string): number | undefined {
  const timestamp = Date.now()
  const delta = appOf(secret).validate({ token: code, timestamp, window: 1 })
  return delta === null ? undefined : Math.floor(timestamp / (PERIOD * 1_000)) + delta
}

/** What an authenticator app is told of a secret: as a picture (SVG) to scan, and as text to type. */
export function describeApp(
  secret: Uint8Array,
  names: { issuer: string; label: string }
): { picture: string; text: string; uri: string } {
  const app = appOf(secret, names)
  const uri = app.toString()
  const text = app.secret.base32.replace(/.{4}(?=.)/g, '$& ')
  // ISO/IEC 18004 asks for a quiet zone of four modules.
  return { picture: encodeQr(uri, 'svg', { ecc: 'medium', border: 4 }), text, uri }
}

function appOf(secret: Uint8Array, names: { issuer?: string; label?: string } = {}): TOTP {
  const { buffer } = new Uint8Array(secret)
  // What every app knows: some ignore what a link says otherwise.
  return new TOTP({ ...names, secret: new Secret({ buffer }), algorithm: 'SHA1', digits: 6, period: PERIOD })
}

/** Seconds. */
const PERIOD = 30
