import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Creates the folder `target` unless it exists. `fill` works in a draft beside it, and a rename
 * makes it visible at once, so no process sees half a folder. The first of several processes wins.
 */
export async function createOnce(target: string, fill: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return
  const draft = await mkdtemp(`${target}.draft-`)
  try {
    await fill(draft)
    await rename(draft, target)
  } catch (error) {
    if (!existsSync(target)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}

/**
 * Removes the drafts of killed processes. Call it when `target` exists: an unfinished draft has
 * lost.
 */
export async function removeDrafts(target: string): Promise<void> {
  const folder = dirname(target)
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(`${basename(target)}.draft-`))
  for (const draft of drafts) await rm(join(folder, draft), { recursive: true, force: true }).catch(() => {})
}
