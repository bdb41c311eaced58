import { rm } from 'node:fs/promises'
import { findEarlierCluster, openPostgres } from '@larder/postgres'
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
 * version, and restores into a new database. The old one is kept, and put back on a failure.
 *
 * @returns undefined where there was nothing to do
 * @throws POSTGRES_ERR_… or BACKUP_ERR_…
 */
export async function upgradeEmbedded({ folder, migrations, onProgress }: UpgradeEmbeddedOptions) {
  const earlier = await findEarlierCluster(folder)
  if (!earlier) return undefined
  const { version, installed, dumpFile: file } = earlier
  await earlier.installPrograms(onProgress)
  await rm(file, { force: true })
  const withServer = async <Result>(work: (url: string) => Promise<Result>) => {
    const server = await openPostgres({ folder, onProgress })
    return work(server.url).finally(() => server.release())
  }
  await withServer((url) => dump({ url, file, onProgress }))
  const { kept, putBack } = await earlier.setAside()
  try {
    const { rows } = await withServer((url) => restore({ url, migrations, file, onProgress }))
    await rm(file)
    await earlier.removePrograms()
    return { from: version, to: installed, kept, rows }
  } catch (error) {
    await putBack()
    throw error
  }
}
