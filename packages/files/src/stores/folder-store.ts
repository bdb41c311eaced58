import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ContentStore } from './content-store.js'

/** A folder, of one machine or shared by several (NFS). */
export class FolderStore implements ContentStore {
  readonly name: string
  readonly #folder: string

  constructor(folder: string) {
    this.name = `the folder ${folder}`
    this.#folder = folder
  }

  /** A reader finds the whole file or none, after a loss of power, too. */
  async write(key: string, bytes: Buffer): Promise<void> {
    const file = this.#fileOf(key)
    await mkdir(path.dirname(file), { recursive: true })
    const draft = path.join(path.dirname(file), `.${randomBytes(8).toString('hex')}`)
    try {
      const handle = await open(draft, 'wx')
      await handle
        .writeFile(bytes)
        .then(() => handle.sync())
        .finally(() => handle.close())
      await rename(draft, file)
    } catch (error) {
      await rm(draft, { force: true })
      throw error
    }
  }

  async read(key: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#fileOf(key))
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
      throw error
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#fileOf(key), { force: true })
  }

  close(): void {}

  /** In one of 256 folders: one with very many files is slow to list. */
  #fileOf(key: string): string {
    return path.join(this.#folder, key.slice(0, 2), key)
  }
}
