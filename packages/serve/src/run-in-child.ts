import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { JsonObject } from './define-app.js'
import { SERVE_ERR_CHILD } from './errors.js'
import { explainFailure } from './file-descriptors.js'
import { unwatchedEnvironment } from './node-watch.js'

/** What a child says if it fails. */
interface Complaint {
  reason: string
}

/**
 * Has a process of its own do something heavy, for `before`: the memory that it takes is given back, while the master lives
 * long. The file calls {@link workAsChild}. The child ends with this process, and at a signal that has a master end at once.
 *
 * @throws SERVE_ERR_CHILD with what the child says
 */
export async function runInChild(file: URL, task: JsonObject): Promise<void> {
  // Its messages are all ours.
  const child = fork(file, { env: unwatchedEnvironment() })
  const breakOff = () => void child.kill()
  process.on('exit', breakOff)
  for (const signal of AT_ONCE) process.on(signal, breakOff)
  let complaint: string | undefined
  child.on('message', ({ reason }: Complaint) => {
    complaint = reason
  })
  child.send(task)
  const end = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  }).finally(() => {
    process.off('exit', breakOff)
    for (const signal of AT_ONCE) process.off(signal, breakOff)
  })
  if (complaint !== undefined) throw new SERVE_ERR_CHILD(complaint)
  if (end !== 'exit code 0') throw new SERVE_ERR_CHILD(`${file.pathname} ended before it was done: ${end}`)
}

// Ctrl-C has told the child as well; whoever else sends them tells the master alone.
const AT_ONCE = ['SIGINT', 'SIGQUIT'] as const

/**
 * Does the work of a process that {@link runInChild} has started, and ends it.
 *
 * @param work is to import what it needs, so that the master hears of it where that fails
 */
export async function workAsChild<Task extends JsonObject>(
  work: (task: Task) => Promise<void>
): Promise<void> {
  // A terminal that is closed sends it to the master too, and it is the master who decides.
  process.on('SIGHUP', () => {})
  try {
    const [task] = await once(process, 'message')
    await work(task)
  } catch (error) {
    const complaint: Complaint = { reason: explainFailure(error) }
    process.send?.(complaint)
    process.exitCode = 1
  }
  process.disconnect?.()
}
