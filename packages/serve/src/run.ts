import type { OwnCommand } from './commands/own-command.js'
import type { Started } from './master/instance.js'

/**
 * Runs a command with the verbs `start`, `check`, `status`, `stop`, `reload` and `scale`. It complains on stderr, and sets
 * the exit code.
 *
 * @param args the arguments, without the program's name
 * @returns where the app is served now, and what it was handed; undefined after any other verb
 */
export async function run(command: OwnCommand, args: string[]): Promise<Started | undefined> {
  const { runProgram } = await import('./commands/program.js')
  return runProgram(command, args)
}
