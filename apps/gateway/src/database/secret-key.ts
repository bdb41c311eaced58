import { randomBytes, randomUUID } from 'node:crypto'
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { GATEWAY_ERR_KEY_FILE } from '../errors.js'
import { parseSecretKey } from '../settings/secret-settings.js'

/**
 * The key beside the embedded database, which all instances of the checkout share; it is made at the first start.
 *
 * @param folder the checkout's root
 * @returns 32 bytes in base64
 * @throws GATEWAY_ERR_KEY_FILE where the file is not a key, or not to be read
 */
export async function openKeyFile(folder: string): Promise<string> {
  const file = path.join(folder, '.larder', 'secret-key')
  try {
    return parseSecretKey((await readFile(file, 'utf8').catch(() => makeKeyFile(file))).trim())
  } catch {
    throw new GATEWAY_ERR_KEY_FILE(file)
  }
}

/** Of several at once the first wins: a link, unlike a rename, replaces no file. Each has a draft of its own. */
async function makeKeyFile(file: string): Promise<string> {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 })
  try {
    await link(draft, file).catch(tolerateExisting)
  } finally {
    await rm(draft)
  }
  return readFile(file, 'utf8')
}

function tolerateExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
