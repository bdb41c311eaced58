import { accessSync, constants, existsSync, statSync } from 'node:fs'
import path from 'node:path'
import type { AppDefinition } from '../define-app.js'
import { messageOf, SERVE_ERR_SETTINGS } from '../errors.js'
import { formatTable } from '../format-table.js'
import {
  type AppSettings,
  allRows,
  type Given,
  keyOf,
  NO_SETTINGS,
  readSettings
} from '../settings/read-settings.js'
import type { ServeConfig } from '../settings/settings.js'

/**
 * Looks for all that would keep an app from being served with these settings, as far as can be seen without listening: the
 * settings, the files to be written, what the app itself looks for.
 *
 * @throws SERVE_ERR_SETTINGS with a line for each thing that is wrong
 */
export async function check(app: AppDefinition, given: Given): Promise<void> {
  const settings = app.settings ?? NO_SETTINGS
  const problems: string[] = []
  let { config } = readSettings(settings, { flags: {}, env: {} })
  try {
    ;({ config } = readSettings(settings, given))
    problems.push(...problemsOfFiles(config))
  } catch (error) {
    problems.push(messageOf(error))
  }
  await app.check?.(config).catch((error) => problems.push(messageOf(error)))
  if (problems.length > 0) throw new SERVE_ERR_SETTINGS(problems.join('\n'))
  console.log('Nothing is wrong with the settings and the app.')
}

/** Prints each setting, its value as it was written, and where it was. Secrets are masked. */
export function printConfig(settings: AppSettings, given: Given): void {
  const rows = allRows(settings)
  const lines = [...readSettings(settings, given).texts].map(([name, { text, origin }]) => {
    const row = rows[name]
    return [(row && keyOf(row)) ?? row?.env, row?.secret ? '***' : text, origin]
  })
  console.log(formatTable([['SETTING', 'VALUE', 'FROM'], ...lines]))
}

function problemsOfFiles({ errorLogfile, accessLogfile, pid, bind }: ServeConfig): string[] {
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
