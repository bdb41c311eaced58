import { readFileSync } from 'node:fs'
import type { Postgres } from '@larder/postgres'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Project } from './project/open-project.js'

/**
 * The command `larder-db`. Sets the exit code: 1 where something failed or is left to do by hand.
 */
export async function run(args: string[]): Promise<void> {
  const program = new Command('larder-db')
    .description(
      'The database of a project: its migrations, with the verbs of Flask-Migrate over Prisma, and its dumps.'
    )
    .version(version(), '-V, --version')
    .showHelpAfterError('(see larder-db --help)')
    .addHelpText('after', ENVIRONMENT_HELP)
  for (const command of [...migrationCommands(), ...dumpCommands()])
    program.addCommand(command.copyInheritedSettings(program))
  try {
    await program.parseAsync(args.map(spellSteps), { from: 'user' })
  } catch (error) {
    console.error(`larder-db: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
}

const ENVIRONMENT_HELP = `
NAME is that of a migration's folder, with or without its time; "base" is before the first.

Environment:
  DATABASE_URL  the PostgreSQL, MySQL or MariaDB to use, unless prisma.config.ts names another; without either, the embedded one`

// Verbs load their code when they run, so help and complaints come at once.
function migrationCommands(): Command[] {
  return [
    new Command('init')
      .description("bring the models and migrations of Larder's packages into this app")
      .action(async () => (await import('./commands/print-init.js')).printInit(process.cwd())),
    new Command('migrate')
      .description('make a migration of what has changed in the models, and apply it')
      .requiredOption('-m, --message <words>', 'what changes: "add gender"')
      .option('--create-only', 'write it only, to be edited before it is applied')
      .action(work('migrate')),
    new Command('upgrade')
      .description('apply the migrations that the database does not have')
      .option('--to <NAME>', 'the last one to apply')
      .addOption(acceptDataLoss())
      .addOption(lockTimeout())
      .action(work('upgrade')),
    new Command('downgrade')
      .description('undo the last migration')
      .addOption(
        new Option('-N, --steps <number>', 'undo as many: -1, -2, …').argParser(wholeNumber).conflicts('to')
      )
      .option('--to <NAME>', 'undo all that came after it')
      .addOption(acceptDataLoss())
      .addOption(lockTimeout())
      .action(work('downgrade')),
    new Command('history')
      .description('list the migrations: when made, when applied, whose models, whether there is a way back')
      .addOption(json())
      .action(work('history')),
    new Command('current')
      .description('name the migration that the database is at')
      .addOption(json())
      .action(work('current')),
    new Command('check')
      .description('exit with 1 unless models, migrations and database agree, and say where they do not')
      .addOption(json())
      .action(work('check')),
    new Command('sql')
      .description('print the script from one migration to another, up or down, to be run by hand')
      .option('--from <NAME>', 'the last one that the database has', 'base')
      .option('--to <NAME>', 'the last one that it is to have (default: the last there is)')
      .addHelpText('after', SQL_HELP)
      .action(work('sql')),
    new Command('stamp')
      .description('record that the database has the migrations up to NAME, and run none')
      .argument('<NAME>')
      .addOption(lockTimeout())
      .action((to, options) => work('stamp')({ ...options, to })),
    new Command('reverse')
      .description('write the down.sql of a migration that has none')
      .argument('<NAME>')
      .action((name, options) => work('reverse')({ ...options, name })),
    new Command('translate')
      .description('write for MySQL, in prisma/mysql/migrations, what is there for PostgreSQL only')
      .action(work('translate'))
  ]
}

const SQL_HELP = `
psql, mysql and mariadb stop at the first error when the script is piped to them. Another program
must do so too: what comes after an error would be recorded, or done, without what failed.`

function dumpCommands(): Command[] {
  return [
    new Command('dump')
      .description('write all rows of the database to a file, as they are now, while the shop goes on')
      .argument('<FILE>')
      .action((file) => work('dump')({ file })),
    new Command('restore')
      .description('apply the migrations that a dump was made at, and read its rows into the empty database')
      .argument('<FILE>')
      .addOption(new Option('--accept-data-loss', 'also into one with rows, which are deleted'))
      .addOption(lockTimeout())
      .action((file, options) => work('restore')({ ...options, file })),
    new Command('copy')
      .description(
        'copy all rows to another database with the same migrations, PostgreSQL or MySQL; goes on with one that was interrupted'
      )
      .option('--from <URL>', 'the database that is copied (default: that of DATABASE_URL)')
      .requiredOption('--to <URL>', 'the database that gets the rows, which has none')
      .addOption(new Option('--accept-data-loss', 'also into one with rows, which are deleted'))
      .addOption(lockTimeout('another deploy, or for a table that is locked'))
      .addHelpText('after', COPY_HELP)
      .action(work('copy')),
    new Command('upgrade-embedded')
      .description('bring the embedded database to the installed major version of PostgreSQL')
      .action(work('upgrade-embedded'))
  ]
}

const COPY_HELP = `
In the place of a URL stands the name of an environment variable that has it, so that no password
shows in the list of processes: larder-db copy --to NEW_DATABASE_URL`

type Verb =
  | keyof typeof import('./commands/migration-verbs.js')['verbs']
  | keyof typeof import('./commands/backup-verbs.js')['backupVerbs']

/**
 * Runs a verb on the project of the working directory. Afterwards the database runs, or not, as
 * before.
 */
function work<Name extends Verb>(name: Name) {
  return async (options: object) => {
    const { openPostgres } = await import('@larder/postgres')
    const { sslmodeAdvice } = await import('@larder/schema-engine')
    const { backupVerbs } = await import('./commands/backup-verbs.js')
    const { verbs } = await import('./commands/migration-verbs.js')
    const { openProject } = await import('./project/open-project.js')
    const project: Project = await openProject()
    const { url, folder } = project
    const opened: Postgres[] = []
    const database = async () => {
      const postgres = await openPostgres({ url, folder, onProgress: console.error })
      opened.push(postgres)
      const advice = sslmodeAdvice(postgres.url)
      if (advice) console.error(advice)
      return postgres.url
    }
    try {
      // commander passes the options that the command declares.
      process.exitCode =
        (await Reflect.apply({ ...verbs, ...backupVerbs }[name], undefined, [
          { project, database },
          options
        ])) ?? 0
    } finally {
      for (const postgres of opened) await postgres.release()
    }
  }
}

function acceptDataLoss(): Option {
  return new Option('--accept-data-loss', 'also take steps that lose data')
}

function lockTimeout(what = 'another deploy'): Option {
  return new Option('--lock-timeout <seconds>', `how long to wait for ${what}`)
    .default(600)
    .argParser(wholeNumber)
}

function json(): Option {
  return new Option('--json', 'as JSON')
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!/^\d{1,6}$/.test(text) || number === 0) throw new InvalidArgumentError('Write a whole number from 1.')
  return number
}

/** Reads Flask-Migrate's `-2` as `--steps=2`. */
function spellSteps(argument: string): string {
  return argument.replace(/^-(\d+)$/, '--steps=$1')
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}
