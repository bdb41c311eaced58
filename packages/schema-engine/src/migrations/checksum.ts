import { createHash } from 'node:crypto'

/** Prisma's checksum of a script: SHA-256 in hexadecimal digits. */
export function checksumOf(script: string): string {
  return createHash('sha256').update(script).digest('hex')
}

/** Whether this is the recorded script. As with Prisma, Git may have changed the line ends since. */
export function isScriptOf(checksum: string, script: string): boolean {
  const unix = script.replaceAll('\r\n', '\n')
  return [script, unix, unix.replaceAll('\n', '\r\n')].some((text) => checksumOf(text) === checksum)
}
