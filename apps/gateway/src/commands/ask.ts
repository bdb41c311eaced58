import { askMaster, type Question } from '../master/control.js'
import { formatStatus } from '../master/status.js'
import type { RunningFlags } from './cli-options.js'

/**
 * Asks a running gateway for something, waits until it is done, and prints the status.
 *
 * @throws GATEWAY_ERR_NOT_RUNNING, GATEWAY_ERR_NO_ANSWER, GATEWAY_ERR_REPORTED
 */
export async function ask(question: Question, { pid, wait, json }: RunningFlags): Promise<void> {
  const status = await askMaster(pid, question, question.verb === 'status' ? Math.min(wait, 10) : wait)
  if (json) console.log(JSON.stringify(status, null, 2))
  else
    console.log(
      question.verb === 'stop' ? `The gateway (pid ${status.pid}) has ended.` : formatStatus(status)
    )
}
