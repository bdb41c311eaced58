import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { ClaimedTask } from './queue.js'

/** The trace that writes a task now, as W3C Trace Context has it; undefined where nothing traces. */
export function findTraceparent(): string | undefined {
  if (!written.hasSubscribers) return undefined
  const message: { traceparent?: string } = {}
  written.publish(message)
  return message.traceparent
}

/** Runs an attempt, and tells those who subscribe to `tracing:larder.task:*`: nothing of its data. */
export function traceTask(task: ClaimedTask, run: () => Promise<void>): Promise<void> {
  const { id, kind, attempts, traceparent } = task
  return attempted.tracePromise(run, { id, kind, attempts, traceparent })
}

/** Subscribers put a `traceparent` on the message. */
const written = channel('larder.task.written')

const attempted = tracingChannel<unknown, Pick<ClaimedTask, 'id' | 'kind' | 'attempts' | 'traceparent'>>(
  'larder.task'
)
