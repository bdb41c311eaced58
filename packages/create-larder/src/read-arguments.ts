import { parseArgs } from 'node:util'
import { checkDatabase, checkFeatures, checkLanguages, type Database, splitList } from './choices.js'
import { ALL, FEATURES } from './features.js'
import { Refused } from './refused.js'

/** What the command line says; what it leaves open is asked, or is the default. */
export interface Arguments {
  folder: string | undefined
  features: string[] | undefined
  database: Database | undefined
  languages: string[] | undefined
  /** Ask for nothing. */
  yes: boolean
  help: boolean
}

export const HELP = `npm create larder@latest FOLDER -- [options]

Makes a shop of your own in FOLDER: a project that depends on Larder's packages, with a blueprint,
templates and tests of its own. What you leave open is asked, if this is a terminal.

  --features LIST   of these, with commas between them; all, or none (default: all)
${FEATURES.map(({ name, about, needs }) => `                      ${name.padEnd(13)} ${about}${needs.length > 0 ? ` (needs ${needs.join(', ')})` : ''}`).join('\n')}
  --database KIND   embedded: a PostgreSQL that comes with npm, for development; postgres or mysql:
                    a server of yours (default: embedded)
  --languages LIST  of pages and mails, the default first (default: en); Larder speaks en and zh-Hans
  --yes             ask for nothing
  --help            print this
`

/** @throws Refused where the command line cannot be understood */
export function readArguments(args: string[]): Arguments {
  const { values, positionals } = parse(args)
  if (positionals.length > 1) {
    throw new Refused(
      `Name one folder, not ${positionals.length}. Options of npm create go after two dashes. ${MORE}`
    )
  }
  const { features, database, languages } = values
  return {
    folder: positionals[0],
    features: features === undefined ? undefined : readFeatures(features),
    database: database === undefined ? undefined : checkDatabase(database),
    languages: languages === undefined ? undefined : checkLanguages(splitList(languages)),
    yes: values.yes ?? false,
    help: values.help ?? false
  }
}

function readFeatures(text: string): string[] {
  if (text === 'all') return ALL
  return text === 'none' ? [] : checkFeatures(splitList(text))
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        features: { type: 'string' },
        database: { type: 'string' },
        languages: { type: 'string' },
        yes: { type: 'boolean', short: 'y' },
        help: { type: 'boolean', short: 'h' }
      }
    })
  } catch (error) {
    const [reason] = String(error instanceof Error ? error.message : error).split('. ')
    throw new Refused(`${reason}. ${MORE}`)
  }
}

const MORE = 'More with --help.'
