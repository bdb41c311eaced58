import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Makes the folder `target` unless it exists: `fill` works in a draft beside it, and a rename makes the whole of it
 * visible at once. Of several processes the first wins and the others drop their drafts. Nobody ever sees half a folder.
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

/** Removes the drafts of killed processes. Call it once `target` exists: a draft still being filled has lost anyway. */
export async function removeDrafts(target: string): Promise<void> {
  const folder = dirname(target)
  const drafts = (await readdir(folder)).filter((name) => name.startsWith(`${basename(target)}.draft-`))
  for (const draft of drafts) await rm(join(folder, draft), { recursive: true, force: true }).catch(() => {})
}
