import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import { GATEWAY_ERR_SETTINGS } from '../errors.js'
import { readMailSettings } from '../mail/mail-settings.js'
import { type Given, keyOf, readConfig } from '../settings/config.js'
import type { Config } from '../settings/settings.js'
import { formatTable } from './table.js'
import { withShop } from './with-shop.js'

/**
 * Looks for all that would keep the shop from being served with these settings, as far as can be seen without a database
 * and without listening: the settings, the files to be written, the templates, what `--only` names.
 *
 * @throws GATEWAY_ERR_SETTINGS with a line for each thing that is wrong
 */
export async function check(given: Given): Promise<void> {
  const problems: string[] = []
  const note = (error: unknown) => problems.push(error instanceof Error ? error.message : String(error))
  let { config } = readConfig({ flags: {}, env: {} })
  let mail: ReturnType<typeof readMailSettings> = {}
  try {
    ;({ config } = readConfig(given))
    mail = readMailSettings(given.env, config.development)
    problems.push(...problemsOfFiles(config))
  } catch (error) {
    note(error)
  }
  // In development templates are compiled at each visit; here they are compiled now.
  await withShop(() => {}, { ...config, development: false }, mail).catch(note)
  if (problems.length > 0) throw new GATEWAY_ERR_SETTINGS(problems.join('\n'))
  console.log('Nothing is wrong with the settings and the templates.')
}

/** Prints each setting, its value as it was written, and where it was. */
export function printConfig(given: Given): void {
  const { texts } = readConfig(given)
  const rows = [...texts].map(([name, { text, origin }]) => [keyOf(name), text, origin])
  console.log(formatTable([['SETTING', 'VALUE', 'FROM'], ...rows]))
}

function problemsOfFiles({ errorLogfile, accessLogfile, pid, bind }: Config): string[] {
  const sockets = bind.map((address) => ('path' in address ? address.path : undefined))
  const logs = [errorLogfile, accessLogfile].filter((file) => file !== '-')
  // The folders of logs are made, the others have to be there.
  const files = [...placesOf(logs, nearestFolder), ...placesOf([pid, ...sockets], path.dirname)]
  return files
    .filter(({ file, folder }) => !isWritable(file, folder))
    .map(({ file }) => `${file} cannot be made: its folder is missing or not ours to write to.`)
}

function placesOf(files: (string | undefined)[], folderOf: (file: string) => string) {
  return files.flatMap((file) => (file === undefined ? [] : [{ file, folder: folderOf(file) }]))
}

function isWritable(file: string, folder: string): boolean {
  try {
    if (existsSync(file) && statSync(file).isFile()) accessSync(file, constants.W_OK)
    else accessSync(`${folder}/.`, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function nearestFolder(file: string): string {
  const folder = path.dirname(path.resolve(file))
  return existsSync(folder) ? folder : nearestFolder(folder)
}
