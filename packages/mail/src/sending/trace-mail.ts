import { channel, tracingChannel } from 'node:diagnostics_channel'
import type { Delivery } from './delivery.js'
import type { DueMail } from './queue.js'

/** The trace that writes a mail now, as W3C Trace Context has it; undefined where nothing traces. */
export function findTraceparent(): string | undefined {
  if (!written.hasSubscribers) return undefined
  const message: { traceparent?: string } = {}
  written.publish(message)
  return message.traceparent
}

/** Makes an attempt, and tells those who subscribe to `tracing:larder.mail:*`: no address, no subject, no text. */
export function traceMail(mail: DueMail, deliver: () => Promise<Delivery>): Promise<Delivery> {
  const { id, attempts, traceparent } = mail
  const message: TracedMail = { id, attempts, traceparent }
  return attempted.tracePromise(async () => {
    const delivery = await deliver()
    message.outcome = delivery.outcome
    return delivery
  }, message)
}

interface TracedMail extends Pick<DueMail, 'id' | 'attempts' | 'traceparent'> {
  /** Set once it is known. */
  outcome?: Delivery['outcome']
}

/** Subscribers put a `traceparent` on the message. */
const written = channel('larder.mail.written')

const attempted = tracingChannel<unknown, TracedMail>('larder.mail')
