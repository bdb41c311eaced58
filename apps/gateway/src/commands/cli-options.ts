import { type Command, InvalidArgumentError, Option } from 'commander'
import { type Given, type SettingName, settingNames } from '../settings/config.js'
import { SETTINGS } from '../settings/settings.js'

/** What the command line says of the settings, as text. */
export type Flags = Given['flags']

export interface RunningFlags {
  pid: string
  wait: number
  json?: boolean
}

/** The settings as options, each with its environment variable and default. */
export function addSettings(command: Command): Command {
  for (const name of settingNames) command.addOption(settingOption(name))
  return command
    .option('-c, --config <file>', 'a JSON file of these settings by their long names (env: LARDER_CONFIG)')
    .addHelpText('after', ENVIRONMENT_HELP)
}

/** How a gateway that runs is found. */
export function addRunningGateway(command: Command): Command {
  return command
    .addOption(new Option('-p, --pid <file>', 'its pid file').env('LARDER_PID').makeOptionMandatory())
    .option('--wait <seconds>', 'how long it may take', parseWith(SETTINGS.gracefulTimeout.parse), 120)
    .option('--json', 'print its status as JSON')
}

export function givenBy(flags: Flags): Given {
  return { flags, env: process.env }
}

export const parseWorkers = parseWith(SETTINGS.workers.parse)

const ENVIRONMENT_HELP = `
Environment:
  DATABASE_URL  the PostgreSQL to use, migrated already; without it, the embedded PostgreSQL
  MAIL_URL      the mail server, as smtp://USER:PASSWORD@HOST:587; without it, mails are kept
  MAIL_FROM     whom mails are from, as Shop <shop@example.org>

A flag wins over its variable, which wins over the file, which wins over the default.`

// Read as text: what a text means is said by the settings, and wherever it comes from.
function settingOption(name: SettingName): Option {
  const { flags, about, env, default: fallback } = SETTINGS[name]
  const said = fallback === undefined ? `env: ${env}` : `default: ${fallback}, env: ${env}`
  const option = new Option(flags, `${about} (${said})`)
  if (option.optional) option.preset('on')
  if (name === 'bind') option.argParser((text, before) => (before ? `${before},${text}` : text))
  return option
}

function parseWith(parse: (text: string) => number): (text: string) => number {
  return (text) => {
    try {
      return parse(text)
    } catch (error) {
      throw new InvalidArgumentError(error instanceof Error ? error.message : String(error))
    }
  }
}
