import { GATEWAY_ERR_SETTINGS } from '../errors.js'
import { readMailSettings } from '../mail/mail-settings.js'
import { readConfigFile } from './config-file.js'
import { type Config, SETTINGS } from './settings.js'

export type SettingName = keyof Config

/** What a configuration is read from, and read from again at a reload. */
export interface Given {
  /** What the command line says, as text. */
  flags: Partial<Record<SettingName | 'config', string>>
  env: NodeJS.ProcessEnv
}

export interface Reading {
  config: Config
  /** Each setting as it was written, and where. */
  texts: Map<SettingName, { text: string; origin: string }>
}

/**
 * The configuration: a flag wins over the environment, which wins over the file of `--config`, which wins over the
 * default.
 *
 * @throws GATEWAY_ERR_SETTINGS with one line for each value that is wrong, GATEWAY_ERR_CONFIG_FILE
 */
export function readConfig(given: Given): Reading {
  const texts = findTexts(given)
  const config: Partial<Config> = {}
  const problems: string[] = []
  for (const [name, { text, origin }] of texts) {
    try {
      Object.assign(config, { [name]: SETTINGS[name].parse(text) })
    } catch (error) {
      problems.push(`${origin} is '${text}'. ${error instanceof Error ? error.message : error}`)
    }
  }
  for (const check of [
    () => readDatabaseUrl(given.env),
    () => readRedisUrl(given.env),
    () => readMailSettings(given.env),
    () => checkAccount(config)
  ]) {
    try {
      check()
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error))
    }
  }
  if (problems.length > 0) throw new GATEWAY_ERR_SETTINGS(problems.join('\n'))
  // Every setting that may not be missing has a default.
  return { config: config as Config, texts }
}

/** The names of all settings. */
export const settingNames = Object.keys(SETTINGS) as SettingName[]

/** What a setting is called on the command line, less its dashes, and in a file. */
export function keyOf(name: SettingName): string {
  return /--([\w-]+)/.exec(SETTINGS[name].flags)?.[1] ?? name
}

/**
 * The PostgreSQL of `DATABASE_URL`; undefined where the embedded one is to be used. It is no option of the command line,
 * since it holds a password and arguments are for everybody to see.
 *
 * @throws with one line for people, without the password
 */
export function readDatabaseUrl(env = process.env): string | undefined {
  const { DATABASE_URL: url } = env
  if (!url || /^postgres(ql)?:\/\/./.test(url)) return url || undefined
  throw new Error('DATABASE_URL is not a URL like postgresql://USER:PASSWORD@HOST:PORT/DATABASE.')
}

/**
 * The Redis of `REDIS_URL`, where rate limits are counted; undefined where the database is to be used. It is no option for
 * the same reason.
 *
 * @throws with one line for people, without the password
 */
export function readRedisUrl(env = process.env): string | undefined {
  const { REDIS_URL: url } = env
  if (!url || /^rediss?:\/\/./.test(url)) return url || undefined
  throw new Error('REDIS_URL is not a URL like redis://:PASSWORD@HOST:PORT/0.')
}

function findTexts({ flags, env }: Given): Reading['texts'] {
  const file = flags.config ?? env.LARDER_CONFIG
  const inFile = file ? readConfigFile(file, settingNames.map(keyOf)) : {}
  const texts: Reading['texts'] = new Map()
  for (const name of settingNames) {
    const { env: variable, default: fallback } = SETTINGS[name]
    const key = keyOf(name)
    const places = [
      { text: flags[name], origin: `--${key}` },
      // An empty variable is how many tools leave one out.
      { text: env[variable] || undefined, origin: variable },
      { text: inFile[key], origin: `${key} in ${file}` },
      { text: fallback, origin: 'default' }
    ]
    for (const { text, origin } of places) {
      if (text === undefined) continue
      texts.set(name, { text, origin })
      break
    }
  }
  return texts
}

function checkAccount({ user, group }: Partial<Config>): void {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  if (uid === 0 || ((user ?? uid) === uid && (group ?? gid) === gid)) return
  throw new Error('--user and --group need root to start from: leave them out, or start the gateway as root.')
}
