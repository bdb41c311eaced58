import { readFile } from 'node:fs/promises'
import { POSTGRES_ERR_ACCOUNT, POSTGRES_ERR_PLATFORM } from '../errors.js'

/** The account that PostgreSQL runs under. */
export interface Account {
  uid: number
  gid: number
}

/**
 * The account `nobody` when this process is root, since PostgreSQL refuses to run as root;
 * otherwise undefined, and PostgreSQL runs as the current user.
 */
export async function findServerAccount(): Promise<Account | undefined> {
  if (currentUid() !== 0) return undefined
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  const record = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(passwd)
  if (!record) throw new POSTGRES_ERR_ACCOUNT()
  return { uid: Number(record[1]), gid: Number(record[2]) }
}

/** The user id of this process. Windows has none, and no embedded PostgreSQL. */
export function currentUid(): number {
  if (!process.getuid) throw new POSTGRES_ERR_PLATFORM(process.platform)
  return process.getuid()
}
