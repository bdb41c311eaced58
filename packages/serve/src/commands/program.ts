import { Command } from 'commander'
import type { Question } from '../control/control-socket.js'
import type { AppDefinition } from '../define-app.js'
import { exitCodeOf, messageOf } from '../errors.js'
import { type AppSource, loadApp, parseAppSource } from '../load-app.js'
import type { Started } from '../master/instance.js'
import { NO_SETTINGS } from '../settings/read-settings.js'
import { hintFor } from './gunicorn-hints.js'
import {
  addRunningInstance,
  addSettings,
  completeSwitches,
  type Flags,
  givenBy,
  parseWorkers,
  type RunningFlags
} from './options.js'
import type { OwnCommand } from './own-command.js'

/**
 * Reads the arguments, runs the verb, and answers for its failure with a line for each thing that is wrong and an exit code
 * (see {@link exitCodeOf}).
 *
 * @returns where the app is served now; undefined after any other verb
 */
export async function runProgram(command: OwnCommand, args: string[]): Promise<Started | undefined> {
  const { name } = command
  let started: Started | undefined
  try {
    const own = command.app === undefined ? undefined : await loadOwn(command.app)
    const program = makeProgram(command, args)
    addStart(program, command, own, args, (outcome) => {
      started = outcome
    })
    addQuestions(program, name)
    command.commands?.(program)
    await program.parseAsync(completeSwitches(args, own?.app.settings ?? NO_SETTINGS), { from: 'user' })
  } catch (error) {
    for (const problem of messageOf(error).split('\n')) console.error(`${name}: ${problem}`)
    process.exitCode = exitCodeOf(error)
  }
  return started
}

interface Loaded {
  app: AppDefinition
  source: AppSource
}

async function loadOwn(module: string): Promise<Loaded> {
  const source = { module }
  return { app: await loadApp(source), source }
}

async function loadNamed(text: string): Promise<Loaded> {
  const source = parseAppSource(text)
  return { app: await loadApp(source), source }
}

function makeProgram(command: OwnCommand, args: string[]): Command {
  const { name, version, description } = command
  return new Command(name)
    .description(description)
    .version(version, '-V, --version')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .showHelpAfterError(`(see ${name} --help)`)
    .configureOutput({
      outputError: (complaint, write) => {
        const hint = hintFor(complaint, args, command)
        write(hint ? `${complaint.trimEnd().replace(/\.$/, '')}. ${hint}\n` : complaint)
      }
    })
}

// What does the work is loaded only for the work: help and complaints come at once.
function addStart(
  program: Command,
  command: OwnCommand,
  own: Loaded | undefined,
  args: string[],
  onStart: (started: Started) => void
): void {
  const { name, bin, title = name, serves } = command
  const settings = own?.app.settings ?? NO_SETTINGS
  // Without an app of its own the command takes one as its argument, and serving it is what it does unless it is told
  // something else.
  const verb = (word: string, about: string) => {
    const added = program.command(word, { isDefault: !own && word === 'start' }).description(about)
    if (!own)
      added.argument('<app>', 'FILE[:NAME]: what the file exports by that name, else as app, else by default')
    return addSettings(added, settings)
  }
  const load = (named: string[]) => (own ? Promise.resolve(own) : loadNamed(named[0] ?? ''))

  const serving = verb('start', `Serve ${serves} until Ctrl-C or SIGTERM.`)
    .option('--print-config', 'print each setting and where it comes from, and do nothing')
    .action(async (...given: unknown[]) => {
      const { named, flags } = readAction(given)
      const { printConfig, ...rest } = flags
      if (printConfig) return (await import('./check.js')).printConfig(settings, givenBy(rest))
      const { start } = await import('./start.js')
      const call = { command: name, bin, args }
      onStart(await start({ loadApp: () => load(named), given: givenBy(rest), call, title }))
    })
  if (!own)
    program.addHelpText('after', () => `\nWithout a command it is start:\n\n${serving.helpInformation()}`)
  verb('check', 'Say all that is wrong, and start nothing.').action(async (...given: unknown[]) => {
    const { named, flags } = readAction(given)
    const { app } = await load(named)
    return (await import('./check.js')).check(app, givenBy(flags))
  })
}

/** What commander gives an action: the arguments, the options, itself. */
function readAction(given: unknown[]): { named: string[]; flags: Flags } {
  const options: object = Object(given.at(-2))
  const named = given.slice(0, -2).map(String)
  return { named, flags: Object.fromEntries(Object.entries(options)) }
}

function addQuestions(program: Command, name: string): void {
  const ask = async (question: Question, flags: RunningFlags) =>
    (await import('./ask.js')).ask(question, flags, name)
  const running = (verb: string, about: string) =>
    addRunningInstance(program.command(verb).description(about))
  running('status', 'Show the master and its workers.').action((flags) => ask({ verb: 'status' }, flags))
  running('stop', `Stop a ${name} when its requests in flight are answered.`).action((flags) =>
    ask({ verb: 'stop' }, flags)
  )
  running('reload', 'Read the configuration anew and replace all workers, losing no request.').action(
    (flags) => ask({ verb: 'reload' }, flags)
  )
  running('scale', 'Change the number of workers.')
    .argument('<workers>', 'how many', parseWorkers)
    .action((workers, flags) => ask({ verb: 'scale', workers }, flags))
}
