import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { lchown, lstat, mkdir, mkdtemp, readFile, realpath, rename, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { POSTGRES_ERR_OWNER, POSTGRES_ERR_ROOT_STATE, POSTGRES_ERR_SOCKETS } from '../errors.js'
import { type Account, currentUid, findServerAccount } from './account.js'
import { linkRootState } from './root-state.js'

/** Where a checkout's server lives, by real paths: every process of the checkout finds the same. */
export interface Paths {
  /** The checkout's root. */
  checkout: string
  /** Holds `cluster/` (data and password) and `postgres.log`. */
  state: string
  /** Holds the keeper's socket and PostgreSQL's. */
  sockets: string
  /** The account that PostgreSQL runs under, if not that of this process. */
  account?: Account
}

/**
 * Finds the paths of the checkout `folder` and creates its state folder.
 *
 * @throws POSTGRES_ERR_OWNER, POSTGRES_ERR_ROOT_STATE or POSTGRES_ERR_ACCOUNT where this user
 * cannot use it
 */
export async function findPaths(folder: string): Promise<Paths> {
  const checkout = await realpath(folder)
  const account = await findServerAccount()
  await mkdir(join(checkout, '.larder'), { recursive: true })
  const path = join(checkout, '.larder', 'postgres')
  await checkOwner(path)
  if (account) await linkRootState(checkout, path)
  else await mkdir(path, { recursive: true, mode: 0o700 })
  const state = await realpath(path)
  return { checkout, state, sockets: socketsOf(state), ...(account && { account }) }
}

export function dataOf(paths: Paths): string {
  return join(clusterOf(paths), 'data')
}

/** Holds the data and the password that belong together: both appear at once. */
export function clusterOf(paths: Paths): string {
  return join(paths.state, 'cluster')
}

/** The major version of PostgreSQL that wrote the data, as `17`; undefined where there are none. */
export async function clusterVersion(paths: Paths): Promise<string | undefined> {
  const text = await readFile(join(dataOf(paths), 'PG_VERSION'), 'utf8').catch(tolerateMissing)
  return text?.trim()
}

/** Where npm installs the programs of an earlier major version while they are needed. */
export function programsOf(paths: Paths, version: string): string {
  return join(paths.state, `postgresql-${version}`)
}

/**
 * Checks that no other user can reach the folder of the sockets, and pose as the server.
 *
 * @returns false when there is no such folder
 * @throws POSTGRES_ERR_SOCKETS
 */
export async function checkSockets({ sockets, account }: Paths): Promise<boolean> {
  const owner = account?.uid ?? currentUid()
  const found = await statOf(sockets)
  if (!found) return false
  // Account numbers may be negative (nobody on macOS is -2); file systems show them unsigned.
  if (!found.isDirectory() || found.uid !== owner >>> 0 || found.mode & 0o077) {
    throw new POSTGRES_ERR_SOCKETS(sockets, owner)
  }
  return true
}

/**
 * Creates the folder of the sockets, or checks the existing one. The folder gets its owner under an
 * unpredictable name: at the known path a stranger's link would make root give away its target.
 */
export async function createSockets(paths: Paths): Promise<void> {
  if (await checkSockets(paths)) return
  const draft = await mkdtemp(`${paths.sockets}.`)
  try {
    if (paths.account) await lchown(draft, paths.account.uid, paths.account.gid)
    await rename(draft, paths.sockets)
  } catch (error) {
    await rmdir(draft)
    if (!(await checkSockets(paths))) throw error
  }
}

/**
 * A socket's path has at most 107 bytes (103 on macOS), so sockets are not below the checkout. Nor
 * in os.tmpdir(): TMPDIR may differ between the processes of one checkout.
 */
function socketsOf(state: string): string {
  return `/tmp/larder-${createHash('sha256').update(state).digest('hex').slice(0, 16)}`
}

async function checkOwner(path: string): Promise<void> {
  const found = await statOf(path)
  const uid = currentUid()
  if (found && found.uid !== uid) throw new POSTGRES_ERR_OWNER(path, found.uid, uid)
  if (found?.isDirectory() && uid === 0) throw new POSTGRES_ERR_ROOT_STATE(path)
}

async function statOf(path: string): Promise<Stats | undefined> {
  return lstat(path).catch(tolerateMissing)
}

function tolerateMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
