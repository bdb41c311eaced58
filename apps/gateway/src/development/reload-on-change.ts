import { watch } from 'node:fs'
import path from 'node:path'

/**
 * Has this master replace its workers when code or messages beside the file of a shop change. Where the new ones do not come
 * up, the old ones serve on. Templates and styles are read anew for every page.
 *
 * @returns what ends it
 */
export function reloadOnChange(file: string): () => Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const watcher = watch(path.dirname(path.resolve(file)), { recursive: true }, (_event, name) => {
    if (!name || !CODE.test(name)) return
    clearTimeout(timer)
    timer = setTimeout(() => process.kill(process.pid, 'SIGHUP'), TOGETHER)
  })
  return async () => {
    clearTimeout(timer)
    watcher.close()
  }
}

const CODE = /\.([cm]?[jt]s|json)$/
/** Milliseconds in which what an editor writes counts as one change. */
const TOGETHER = 150
