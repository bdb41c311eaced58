import { existsSync, watch } from 'node:fs'
import path from 'node:path'
import { projectOf } from '../project-files.js'

/**
 * Has this master replace its workers when code or messages of a shop change: in the folder of its file, and in the
 * `languages/` of its project. Where the new ones do not come up, the old ones serve on. Templates and styles are read anew
 * for every page.
 *
 * @returns what ends it
 */
export function reloadOnChange(file: string): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const watchers = foldersOf(file).map((folder) =>
    watch(folder, { recursive: true }, (_event, name) => {
      if (!name || !CODE.test(name)) return
      clearTimeout(timer)
      timer = setTimeout(() => process.kill(process.pid, 'SIGHUP'), TOGETHER)
    })
  )
  return async () => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

function foldersOf(file: string): string[] {
  const code = path.dirname(path.resolve(file))
  const words = path.join(projectOf(file), 'languages')
  const isWithin = words.startsWith(`${code}${path.sep}`)
  return isWithin || !existsSync(words) ? [code] : [code, words]
}

const CODE = /\.([cm]?[jt]s|json)$/
/** Milliseconds in which what an editor writes counts as one change. */
const TOGETHER = 150
