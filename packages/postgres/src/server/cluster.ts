import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createOnce } from '../checkout/create-once.js'
import { clusterOf, clusterVersion, type Paths } from '../checkout/paths.js'
import { POSTGRES_ERR_VERSION } from '../errors.js'
import { type Binaries, majorOf } from './binaries.js'

/** The role and its database. */
export const ROLE = 'larder'

export async function readPassword(paths: Paths): Promise<string> {
  return readFile(join(clusterOf(paths), 'password'), 'utf8')
}

/** Fixed, since PostgreSQL takes defaults and the language of its messages from the environment. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }
}

/**
 * Creates the database cluster with its role and database, unless it exists.
 *
 * @throws POSTGRES_ERR_VERSION when the existing one is of another major version
 */
export async function createCluster(
  paths: Paths,
  binaries: Binaries,
  onProgress: (m: string) => void
): Promise<void> {
  await createOnce(clusterOf(paths), async (draft) => {
    onProgress(`creating the database of PostgreSQL ${binaries.version} …`)
    await fillCluster(paths, binaries, draft)
  })
  await checkVersion(paths, binaries)
}

const run = promisify(execFile)

async function fillCluster({ account }: Paths, binaries: Binaries, draft: string): Promise<void> {
  const [data, password] = [join(draft, 'data'), join(draft, 'password')]
  await mkdir(data, { mode: 0o700 })
  await writeFile(password, randomBytes(24).toString('base64url'), { mode: 0o600 })
  if (account) {
    await chmod(draft, 0o711)
    for (const path of [data, password]) await chown(path, account.uid, account.gid)
  }
  const options = { ...account, cwd: '/', env: serverEnvironment() }
  await run(binaries.initdb, [...INITDB_OPTIONS, `--pwfile=${password}`, `--pgdata=${data}`], options)
  const single = run(
    binaries.postgres,
    ['--single', '-D', data, '-c', 'exit_on_error=on', 'postgres'],
    options
  )
  single.child.stdin?.end(`CREATE DATABASE ${ROLE}\n`)
  await single
}

const INITDB_OPTIONS = [
  `--username=${ROLE}`,
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--no-instructions'
]

async function checkVersion(paths: Paths, binaries: Binaries): Promise<void> {
  const found = await clusterVersion(paths)
  const installed = majorOf(binaries.version)
  if (found !== undefined && found !== installed)
    throw new POSTGRES_ERR_VERSION(paths.state, found, installed)
}
