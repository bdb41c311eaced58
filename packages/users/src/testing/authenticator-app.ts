import type { TestClient } from '@larder/testing'
import { TOTP } from 'otpauth'

/** An authenticator app that has a secret. @returns what makes the code of now, or of so many steps of half a minute later */
export function authenticatorApp(secret: string): (steps?: number) => string {
  const totp = new TOTP({ secret })
  return (steps = 0) => totp.generate({ timestamp: Date.now() + steps * 30_000 })
}

/** Sets up two-step log-in at `/users` for a client that is signed in. The shop needs a `secretKey`. */
export async function setUpTwoSteps(client: TestClient, password: string) {
  const offered = (await client.get('/users/second-factor/set-up')).json()
  const code = authenticatorApp(offered.secret)
  const answer = await client.post('/users/second-factor/set-up', { code: code(), password })
  const recoveryCodes: string[] = answer.json().recovery_codes
  return { code, recoveryCodes }
}
