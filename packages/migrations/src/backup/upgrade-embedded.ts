import { rmSync } from 'node:fs'
import { type EarlierCluster, findEarlierCluster, openPostgres, type Postgres } from '@larder/postgres'
import { dump } from './dump.js'
import { restore } from './restore.js'

export interface UpgradeEmbeddedOptions {
  /** The checkout's root. */
  readonly folder: string
  /** The migrations folder. */
  readonly migrations: string
  /** Told in a line what takes long. */
  readonly onProgress: (line: string) => void
}

/**
 * Brings the embedded database to the installed major version of PostgreSQL: dumps it with the old
 * version, and restores into a new one, which takes its place when it is whole. The old one is kept. A
 * process that exits meanwhile leaves no dump.
 *
 * @returns undefined where there was nothing to do
 * @throws POSTGRES_ERR_… or BACKUP_ERR_…
 */
export async function upgradeEmbedded(options: UpgradeEmbeddedOptions) {
  const earlier = await findEarlierCluster(options.folder)
  if (!earlier) return undefined
  await earlier.checkUnused()
  await earlier.installPrograms(options.onProgress)
  const removeDump = () => rmSync(earlier.dumpFile, { force: true })
  removeDump()
  process.once('exit', removeDump)
  try {
    return await bringOver(earlier, options)
  } finally {
    process.off('exit', removeDump)
    removeDump()
  }
}

async function bringOver(
  earlier: EarlierCluster,
  { folder, migrations, onProgress }: UpgradeEmbeddedOptions
) {
  const { version, installed, dumpFile: file } = earlier
  await withServer(await openPostgres({ folder, onProgress }), (url) => dump({ url, file, onProgress }))
  const successor = await earlier.openSuccessor(onProgress)
  try {
    const { rows } = await withServer(successor, (url) => restore({ url, migrations, file, onProgress }))
    const kept = await earlier.succeed()
    await earlier.removePrograms()
    return { from: version, to: installed, kept, rows }
  } finally {
    await earlier.removeSuccessor()
  }
}

/** Does work on a server, which is given back after it. */
async function withServer<Result>(
  { url, release }: Pick<Postgres, 'url' | 'release'>,
  work: (url: string) => Promise<Result>
): Promise<Result> {
  return work(url).finally(release)
}
