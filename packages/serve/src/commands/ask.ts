import { askMaster, type Question } from '../control/control-socket.js'
import { formatStatus } from '../control/status.js'
import type { RunningFlags } from './options.js'

/**
 * Asks a running master for something, waits until it is done, and prints the status.
 *
 * @param command what the instance is called on the command line
 * @throws SERVE_ERR_NOT_RUNNING, SERVE_ERR_NO_ANSWER, SERVE_ERR_REPORTED
 */
export async function ask(
  question: Question,
  { pid, wait, json }: RunningFlags,
  command: string
): Promise<void> {
  const patience = question.verb === 'status' ? Math.min(wait, 10) : wait
  const status = await askMaster(pid, question, patience, command)
  if (json) console.log(JSON.stringify(status, null, 2))
  else if (question.verb === 'stop') console.log(`The ${command} (pid ${status.pid}) has ended.`)
  else console.log(formatStatus(status))
}
