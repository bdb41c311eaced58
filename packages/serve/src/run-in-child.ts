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
 * long. The file calls {@link workAsChild}.
 *
 * @throws SERVE_ERR_CHILD with what the child says
 */
export async function runInChild(file: URL, task: JsonObject): Promise<void> {
  // Its messages are all ours.
  const child = fork(file, { env: unwatchedEnvironment() })
  let complaint: string | undefined
  child.on('message', ({ reason }: Complaint) => {
    complaint = reason
  })
  child.send(task)
  const end = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  if (complaint !== undefined) throw new SERVE_ERR_CHILD(complaint)
  if (end !== 'exit code 0') throw new SERVE_ERR_CHILD(`${file.pathname} ended before it was done: ${end}`)
}

/**
 * Does the work of a process that {@link runInChild} has started, and ends it.
 *
 * @param work is to import what it needs, so that the master hears of it where that fails
 */
export async function workAsChild<Task extends JsonObject>(
  work: (task: Task) => Promise<void>
): Promise<void> {
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
