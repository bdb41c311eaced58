import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { type Config, configOptions, ENVIRONMENT_HELP } from './config.js'

/**
 * The command `gateway`: reads the arguments, runs the verb, and answers for its failure with a message and exit code 1.
 *
 * @returns the shop's address where it is served now
 */
export async function main(args: string[]): Promise<string | undefined> {
  let address: string | undefined
  const gateway = new Command('gateway')
    .description('The shop as a server.')
    .version(version(), '-V, --version')
  // What does the work is loaded only for the work: help and complaints come at once.
  const startCommand = gateway.command('start').description('Serve the shop until Ctrl-C or SIGTERM.')
  for (const option of configOptions()) startCommand.addOption(option)
  startCommand.addHelpText('after', ENVIRONMENT_HELP)
  startCommand.action(async (config: Config) => {
    const { start } = await import('./start.js')
    address = await start(config)
  })
  gateway
    .command('routes')
    .description('List the routes: method, path, name, blueprint, package, templates.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { printRoutes } = await import('./explain.js')
      await printRoutes(json)
    })
  gateway
    .command('templates')
    .description('List the templates and whose wins; or say where one is looked for.')
    .argument('[template]', 'one template, as BLUEPRINT:NAME')
    .option('--json', 'as JSON')
    .action(async (template: string | undefined, { json }: { json?: boolean }) => {
      const { printTemplate, printTemplates } = await import('./explain.js')
      await (template ? printTemplate(template, json) : printTemplates(json))
    })
  gateway.showHelpAfterError('(see gateway --help)')
  try {
    await gateway.parseAsync(args, { from: 'user' })
  } catch (error) {
    console.error(`gateway: ${error instanceof Error ? error.message : error}`)
    process.exitCode = 1
  }
  return address
}

function version(): string {
  return JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
}
