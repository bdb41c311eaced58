import path from 'node:path'
import { dump } from '../backup/dump.js'
import { formatRows } from '../backup/progress.js'
import { restore } from '../backup/restore.js'
import { upgradeEmbedded } from '../backup/upgrade-embedded.js'
import { copyDatabase } from '../copy/copy-database.js'
import { COPY_ERR_VARIABLE } from '../copy/errors.js'
import type { Context } from './migration-verbs.js'

/** The verbs of `larder-db` that carry data, as those in migration-verbs.ts. */
export const backupVerbs = {
  async dump({ database }: Context, { file }: { file: string }) {
    const rows = await exitOnSignal(async () =>
      dump({ url: await database(), file, onProgress: console.error })
    )
    console.log(`Wrote ${path.relative(process.cwd(), file)}: ${summary(rows)}.`)
  },

  async restore(
    { project, database }: Context,
    options: { file: string; acceptDataLoss?: boolean; lockTimeout?: number }
  ) {
    const url = await database()
    const { rows, applied } = await restore({ ...project, ...options, url, onProgress: console.error })
    if (applied.length > 0) console.log(`Applied ${applied.join(', ')}.`)
    console.log(`Restored ${summary(rows)}.`)
  },

  async copy(
    { database }: Context,
    options: { from?: string; to: string; acceptDataLoss?: boolean; lockTimeout?: number }
  ) {
    const from = options.from ? readUrl(options.from) : await database()
    const rows = await copyDatabase({ ...options, from, to: readUrl(options.to), onProgress: console.error })
    console.log(`Copied ${summary(rows)}. Both databases have the same.`)
  },

  async 'upgrade-embedded'({ project }: Context) {
    const done = await exitOnSignal(() => upgradeEmbedded({ ...project, onProgress: console.error }))
    if (!done)
      return console.log('The embedded database is of the installed version: there was nothing to do.')
    console.log(`The embedded database is of PostgreSQL ${done.to} now, and has ${summary(done.rows)}.`)
    console.log(`That of PostgreSQL ${done.from} is kept in ${done.kept}: remove it when all is well.`)
  }
}

/** Without a listener a signal would end the process before it removes its copy of the rows. */
async function exitOnSignal<Result>(work: () => Promise<Result>): Promise<Result> {
  const exit = () => process.exit(130)
  for (const signal of SIGNALS) process.on(signal, exit)
  try {
    return await work()
  } finally {
    for (const signal of SIGNALS) process.off(signal, exit)
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** A URL, or that of a variable: all users of a machine see the words of a command. */
function readUrl(text: string): string {
  if (!/^\w+$/.test(text)) return text
  const url = process.env[text]
  if (!url) throw new COPY_ERR_VARIABLE(text)
  return url
}

function summary(rows: Record<string, number>): string {
  const counts = Object.values(rows)
  const total = counts.reduce((sum, count) => sum + count, 0)
  return `${formatRows(total)} of ${counts.length} tables`
}
