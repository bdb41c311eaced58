import { randomBytes } from 'node:crypto'
import { readQr, replace } from '@larder/testing'
import { test } from 'tap'
import { decryptSecret, encryptSecret } from '../src/second-factor/encrypt-secret.js'
import { describeApp, findStep } from '../src/second-factor/time-codes.js'

// RFC 6238, appendix B; the last six digits of the eight there.
const SECRET = Buffer.from('12345678901234567890')
const VECTORS = [
  [59, '287082', 1],
  [1_111_111_109, '081804', 37_037_036],
  [1_234_567_890, '005924', 41_152_263],
  [2_000_000_000, '279037', 66_666_666]
] as const

test('the code of an authenticator app', async (t) => {
  let now = 0
  replace(t, Date, 'now', () => now)

  t.test('is that of the RFC', async (t) => {
    for (const [seconds, code, step] of VECTORS) {
      now = seconds * 1_000
      t.equal(findStep(SECRET, code), step)
    }
  })

  t.test('is good for the step before and after, and no longer', async (t) => {
    const [seconds, code, step] = VECTORS[2]
    for (const [later, found] of [
      [-60, undefined],
      [-30, step],
      [30, step],
      [60, undefined]
    ] as const) {
      now = (seconds + later) * 1_000
      t.equal(findStep(SECRET, code), found, `${later} seconds later`)
    }
  })

  t.test('has six digits', async (t) => {
    now = 59_000
    for (const code of ['', '28708', '2870820', '94287082', '28708a', '287 082'])
      t.equal(findStep(SECRET, code), undefined)
  })
})

test('an app is told the secret as a picture, and as text', async (t) => {
  const { picture, text, uri } = describeApp(SECRET, {
    issuer: 'Larder & Co',
    label: 'anna@example.org'
  })
  t.equal(readQr(picture), uri)
  t.notMatch(picture, /style=|<script/, 'which the Content-Security-Policy lets through')
  t.equal(text, 'GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ')
  const { protocol, host, searchParams } = new URL(uri)
  t.equal(`${protocol}//${host}`, 'otpauth://totp')
  t.equal(searchParams.get('secret'), text.replaceAll(' ', ''))
  t.equal(searchParams.get('issuer'), 'Larder & Co')
})

test('an encrypted secret', async (t) => {
  const key = randomBytes(32)
  const encrypted = encryptSecret(key, 7, SECRET)
  t.same(decryptSecret([key], 7, encrypted), SECRET)
  t.notSame(encryptSecret(key, 7, SECRET), encrypted, 'is another one each time')
  const refused = { code: 'USERS_ERR_SECRET_KEY', message: /LARDER_SECRET_KEY/ }
  t.same(
    decryptSecret([randomBytes(32), key], 7, encrypted),
    SECRET,
    'by any key that it was encrypted under'
  )
  t.throws(() => decryptSecret([randomBytes(32)], 7, encrypted), refused, 'needs its key')
  t.throws(() => decryptSecret([key], 8, encrypted), refused, 'is of no use to another user')
  t.throws(() => decryptSecret([key], 7, encrypted.subarray(1)), refused, 'cannot be changed')
  t.throws(() => decryptSecret([key], 7, Buffer.alloc(0)), refused)
})
