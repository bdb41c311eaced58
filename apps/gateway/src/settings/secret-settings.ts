import type { ConfigOf, SettingRows } from '@larder/serve'

/** What the shop encrypts with. */
export const SECRET_SETTINGS = {
  secretKey: {
    env: 'LARDER_SECRET_KEY',
    about:
      'the key for the secrets of authenticator apps, 32 bytes in base64, and behind commas those before it; the embedded PostgreSQL has one of its own',
    secret: true,
    parse: parseSecretKey
  }
} satisfies SettingRows

export function parseSecretKey(text: string): string {
  if (/^[A-Za-z0-9+/]{43}=(,[A-Za-z0-9+/]{43}=)*$/.test(text)) return text
  throw new Error('Write 32 random bytes in base64: node -p "crypto.randomBytes(32).toString(\'base64\')"')
}

/** Staff need a second factor, and so the key. */
export function warningsOfSecrets({
  secretKey,
  databaseUrl
}: ConfigOf<typeof SECRET_SETTINGS> & { databaseUrl?: string }): string[] {
  if (secretKey || !databaseUrl) return []
  return ['LARDER_SECRET_KEY is not set: nobody can set up two-step log-in, which staff need.']
}
