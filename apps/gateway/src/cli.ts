import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import {
  addRunningGateway,
  addSettings,
  type Flags,
  givenBy,
  parseWorkers,
  type RunningFlags
} from './commands/cli-options.js'
import type { TemplatesFlags } from './commands/explain.js'
import { hintFor } from './commands/gunicorn-hints.js'
import { exitCodeOf } from './errors.js'
import { addMailCommands } from './mail/mail-options.js'
import type { Question } from './master/control.js'

/**
 * The command `gateway`: reads the arguments, runs the verb, and answers for its failure with a line for each thing that
 * is wrong and an exit code (see {@link exitCodeOf}).
 *
 * @returns where the shop is served now
 */
export async function main(args: string[]): Promise<string | undefined> {
  let address: string | undefined
  // What does the work is loaded only for the work: help and complaints come at once.
  const gateway = new Command('gateway')
    .description('The shop as a server.')
    .version(version(), '-V, --version')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .showHelpAfterError('(see gateway --help)')
    .configureOutput({
      outputError: (complaint, write) => {
        const hint = hintFor(complaint, args)
        write(hint ? `${complaint.trimEnd().replace(/\.$/, '')}. ${hint}\n` : complaint)
      }
    })

  addSettings(gateway.command('start').description('Serve the shop until Ctrl-C or SIGTERM.'))
    .option('--print-config', 'print each setting and where it comes from, and do nothing')
    .action(async ({ printConfig, ...flags }: Flags & { printConfig?: boolean }) => {
      if (printConfig) return (await import('./commands/check.js')).printConfig(givenBy(flags))
      const { start } = await import('./commands/start.js')
      address = (await start(givenBy(flags), args))[0]
    })
  addSettings(gateway.command('check').description('Say all that is wrong, and start nothing.')).action(
    async (flags: Flags) => (await import('./commands/check.js')).check(givenBy(flags))
  )

  const ask = async (question: Question, flags: RunningFlags) =>
    (await import('./commands/ask.js')).ask(question, flags)
  const running = (name: string, about: string) => addRunningGateway(gateway.command(name).description(about))
  running('status', 'Show the master and its workers.').action((flags) => ask({ verb: 'status' }, flags))
  running('stop', 'Stop a gateway when its requests in flight are answered.').action((flags) =>
    ask({ verb: 'stop' }, flags)
  )
  running('reload', 'Read the configuration anew and replace all workers, losing no request.').action(
    (flags) => ask({ verb: 'reload' }, flags)
  )
  running('scale', 'Change the number of workers.')
    .argument('<workers>', 'how many', parseWorkers)
    .action((workers, flags) => ask({ verb: 'scale', workers }, flags))

  gateway
    .command('routes')
    .description('List the routes: method, path, name, blueprint, package, templates.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { printRoutes } = await import('./commands/explain.js')
      await printRoutes(json)
    })
  gateway
    .command('templates')
    .description('List the templates and whose wins; or say where one is looked for.')
    .argument('[template]', 'one template, as BLUEPRINT:NAME')
    .option('--mail', 'those of mails, as BLUEPRINT:MAIL/text')
    .option('--slots', 'what fills the slots of pages, in which order')
    .option('--json', 'as JSON')
    .action(async (template: string | undefined, flags: TemplatesFlags) => {
      const { printTemplate, printTemplates } = await import('./commands/explain.js')
      await (template ? printTemplate(template, flags) : printTemplates(flags))
    })
  gateway
    .command('statics')
    .description('List the prefixes and the folders of static files, for who serves these in front.')
    .option('--json', 'as JSON, with the hash of each file')
    .action(async ({ json }: { json?: boolean }) => {
      const { printStatics } = await import('./commands/explain.js')
      await printStatics(json)
    })
  gateway
    .command('openapi')
    .description('Print the description of all routes, OpenAPI 3.1.')
    .option('--json', 'as JSON, which is the default')
    .option('--yaml', 'as YAML')
    .action(async ({ yaml }: { yaml?: boolean }) => {
      const { printOpenApi } = await import('./commands/openapi.js')
      await printOpenApi(yaml)
    })
  gateway
    .command('role')
    .description('Make a user a customer, staff or admin, and end their sessions.')
    .argument('<user>', 'the name, or the confirmed e-mail address')
    .argument('<role>', 'customer, staff or admin')
    .action(async (user: string, role: string) => (await import('./commands/role.js')).giveRole(user, role))
  addMailCommands(gateway.command('mail').description('Look after the outbox of the database.'))
  try {
    await gateway.parseAsync(args, { from: 'user' })
  } catch (error) {
    const problems = error instanceof Error ? error.message : String(error)
    for (const problem of problems.split('\n')) console.error(`gateway: ${problem}`)
    process.exitCode = exitCodeOf(error)
  }
  return address
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}
