import { existsSync } from 'node:fs'
import { SERVE_ERR_SETTING_TWICE, SERVE_ERR_SETTINGS } from '../errors.js'
import { readConfigFile } from './config-file.js'
import type { ConfigOf, Setting, SettingRows } from './setting-rows.js'
import { SERVE_SETTINGS, type ServeConfig } from './settings.js'

/** What an app can be told besides the settings of every app. */
export interface AppSettings<Rows extends SettingRows = SettingRows> {
  rows: Rows
  /** What is wrong with several settings together, a sentence for each. Those that are wrong by themselves are missing. */
  problems?(config: Partial<AppConfig<Rows>>): string[]
  /** What may go wrong, and keeps no app from starting. */
  warnings?(config: AppConfig<Rows>): string[]
}

/** Of an app that has none of its own. */
export const NO_SETTINGS: AppSettings = { rows: {} }

/** All that can be set, parsed. */
export type AppConfig<Rows extends SettingRows = SettingRows> = ServeConfig & ConfigOf<Rows>

/** What a configuration is read from, and read from again at a reload. */
export interface Given {
  /** What the command line says, as text. */
  flags: { [name: string]: string | undefined }
  env: NodeJS.ProcessEnv
}

/** A setting as it was written, and where. */
export interface SettingText {
  text: string
  origin: string
}

export interface Reading<Rows extends SettingRows> {
  config: AppConfig<Rows>
  /** By the settings' names. */
  texts: Map<string, SettingText>
}

/**
 * The configuration: a flag wins over the environment, which wins over the file of `--config`, else `larder.json` where
 * there is one, which wins over the default.
 *
 * @throws SERVE_ERR_SETTINGS with one line for each value that is wrong, SERVE_ERR_CONFIG_FILE
 */
export function readSettings<Rows extends SettingRows>(
  settings: AppSettings<Rows>,
  given: Given
): Reading<Rows> {
  const texts = findTexts(allRows(settings), given)
  return { config: parseTexts(settings, texts), texts }
}

/**
 * Parses texts that were found before: also in another process, which gets them instead of what they mean.
 *
 * @throws SERVE_ERR_SETTINGS
 */
export function parseTexts<Rows extends SettingRows>(
  settings: AppSettings<Rows>,
  texts: Iterable<[string, SettingText]>
): AppConfig<Rows> {
  const rows = allRows(settings)
  const config: Partial<AppConfig<Rows>> = {}
  const problems: string[] = []
  for (const [name, { text, origin }] of texts) {
    const row = rows[name]
    try {
      if (row) Object.assign(config, { [name]: row.parse(text) })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      problems.push(row?.secret ? `${origin} is wrong. ${reason}` : `${origin} is '${text}'. ${reason}`)
    }
  }
  problems.push(...problemsOfAccount(config), ...(settings.problems?.(config) ?? []))
  if (problems.length > 0) throw new SERVE_ERR_SETTINGS(problems.join('\n'))
  // Every setting that may not be missing has a default.
  return config as AppConfig<Rows>
}

/**
 * The settings of every app, and then those of this one.
 *
 * @throws SERVE_ERR_SETTING_TWICE
 */
export function allRows({ rows }: AppSettings): SettingRows {
  const all = [...Object.entries(SERVE_SETTINGS), ...Object.entries(rows)]
  const words = all.flatMap(([name, row]) => [
    name,
    row.env,
    ...(row.flags?.match(/(?<!\S)--?[\w-]+/g) ?? [])
  ])
  const twice = words.find((word, place) => words.indexOf(word) < place)
  if (twice) throw new SERVE_ERR_SETTING_TWICE(twice)
  return Object.fromEntries(all)
}

/** What a setting is called on the command line, less its dashes, and in a file; undefined where it is in neither. */
export function keyOf({ flags = '' }: Setting<unknown>): string | undefined {
  return /--([\w-]+)/.exec(flags)?.[1]
}

/** As commander names what an option says. */
function camelCase(key: string): string {
  return key.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
}

function findTexts(rows: SettingRows, { flags, env }: Given): Map<string, SettingText> {
  const file = flags.config ?? env.LARDER_CONFIG ?? [DEFAULT_FILE].find(existsSync)
  const keys = Object.values(rows).flatMap((row) => keyOf(row) ?? [])
  const inFile = file ? readConfigFile(file, keys) : {}
  const texts = new Map<string, SettingText>()
  for (const [name, row] of Object.entries(rows)) {
    const key = keyOf(row)
    const places = [
      { text: key && flags[camelCase(key)], origin: `--${key}` },
      // An empty variable is how many tools leave one out.
      { text: env[row.env] || undefined, origin: row.env },
      { text: key && inFile[key], origin: `${key} in ${file}` },
      { text: row.default, origin: 'default' }
    ]
    for (const { text, origin } of places) {
      if (text === undefined) continue
      texts.set(name, { text, origin })
      break
    }
  }
  return texts
}

/** In the working directory, as gunicorn has its gunicorn.conf.py. */
const DEFAULT_FILE = 'larder.json'

function problemsOfAccount({ user, group }: Partial<ServeConfig>): string[] {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  if (uid === 0 || ((user ?? uid) === uid && (group ?? gid) === gid)) return []
  return ['--user and --group need root to start from: leave them out, or start as root.']
}
