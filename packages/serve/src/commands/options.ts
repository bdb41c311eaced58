import { type Command, InvalidArgumentError, Option } from 'commander'
import { formatTable } from '../format-table.js'
import { type AppSettings, allRows, type Given } from '../settings/read-settings.js'
import type { Setting } from '../settings/setting-rows.js'
import { SERVE_SETTINGS } from '../settings/settings.js'

/** What the command line says of the settings, as text. */
export type Flags = Given['flags']

export interface RunningFlags {
  pid: string
  wait: number
  json?: boolean
}

/** The settings as options, each with its environment variable and default. */
export function addSettings(command: Command, settings: AppSettings): Command {
  const rows = Object.entries(allRows(settings))
  for (const [name, row] of rows) if (row.flags) command.addOption(optionOf(name, row, row.flags))
  const variables = rows.filter(([, { flags }]) => !flags).map(([, { env, about }]) => [`  ${env}`, about])
  return command
    .option('-c, --config <file>', 'a JSON file of these settings by their long names (env: LARDER_CONFIG)')
    .addHelpText(
      'after',
      `${variables.length > 0 ? `\nEnvironment:\n${formatTable(variables)}\n` : ''}\n${ORDER}`
    )
}

/** Has a switch take no word that is no answer of its: in `-D main.js:app` the second is the app. */
export function completeSwitches(args: string[], settings: AppSettings): string[] {
  const switches = Object.values(allRows(settings)).flatMap(({ flags = '' }) =>
    flags.endsWith('[on]') ? (flags.match(/--?[\w-]+/g) ?? []) : []
  )
  return args.flatMap((arg, place) => {
    const isAnswered = /^(-|(1|on|true|yes|0|off|false|no)$)/i.test(args[place + 1] ?? '-')
    return switches.includes(arg) && !isAnswered ? [arg, 'on'] : [arg]
  })
}

/** How an instance that runs is found. */
export function addRunningInstance(command: Command): Command {
  return command
    .addOption(new Option('-p, --pid <file>', 'its pid file').env('LARDER_PID').makeOptionMandatory())
    .option('--wait <seconds>', 'how long it may take', parseWith(SERVE_SETTINGS.gracefulTimeout.parse), 120)
    .option('--json', 'print its status as JSON')
}

export function givenBy(flags: Flags): Given {
  return { flags, env: process.env }
}

export const parseWorkers = parseWith(SERVE_SETTINGS.workers.parse)

const ORDER = 'A flag wins over its variable, which wins over the file, which wins over the default.'

// Read as text: what a text means is said by the settings, and wherever it comes from.
function optionOf(name: string, row: Setting<unknown>, flags: string): Option {
  const { about, env, default: fallback } = row
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
