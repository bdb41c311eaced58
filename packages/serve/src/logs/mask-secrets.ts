/**
 * Masks the secrets of mailed links, with which a reader of the log could do what the mail's reader can: what a query
 * calls `key` or `token`, and in a path what looks like 32 random bytes in base64url, also where a query has the whole link, as
 * that of a log-in. A slug has no capital letters.
 */
export function maskSecrets(url: string): string {
  return url.replace(SECRETS, '-')
}

const SECRETS =
  /(?<=(?:[?&]|%(?:25)*(?:3[Ff]|26))(?:key|token)(?:=|%(?:25)*3[Dd]))[^&]*|(?<=\/|%(?:25)*2[Ff])(?=[\w-]*[A-Z])[\w-]{32,}/g
