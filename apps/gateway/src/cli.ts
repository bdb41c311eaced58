import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { type Config, configOptions } from './config.js'

/**
 * The command `gateway`: reads the arguments, runs the verb, and answers for its failure with one line.
 *
 * @returns the shop's address where it is served now
 */
export async function main(args: string[]): Promise<string | undefined> {
  let address: string | undefined
  const gateway = new Command('gateway')
    .description('The shop as a server.')
    .version(version(), '-V, --version')
  const startCommand = gateway.command('start').description('Serve the shop until Ctrl-C or SIGTERM.')
  for (const option of configOptions()) startCommand.addOption(option)
  startCommand.action(async (config: Config) => {
    // What serves is loaded only to serve: help and complaints come at once.
    const { start } = await import('./start.js')
    address = await start(config)
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
