import type { Transport } from '../transport/transport.js'
import { composeMail } from './compose-mail.js'
import { type Delivery, judgeError, judgeReply } from './delivery.js'
import type { DueMail } from './queue.js'
import { isGivenUp, pauseAfter, type RetryPolicy } from './retry-policy.js'

/** Tries to send a mail. The attempt ends when `abort` is aborted, and after `attemptTimeout` at the latest. */
export async function deliverMail(
  mail: DueMail,
  transport: Transport,
  policy: RetryPolicy,
  abort: AbortController
): Promise<Delivery> {
  const delivery = await send(mail, transport, policy, abort)
  if (delivery.outcome !== 'queued') return delivery
  if (isGivenUp(mail, policy)) return { ...delivery, outcome: 'failed' }
  return { ...delivery, dueAt: new Date(Date.now() + pauseAfter(mail.attempts, policy)) }
}

async function send(
  mail: DueMail,
  transport: Transport,
  { attemptTimeout }: RetryPolicy,
  abort: AbortController
): Promise<Delivery> {
  const late = setTimeout(() => abort.abort(new Error('It took too long.')), attemptTimeout)
  try {
    const { signal } = abort
    const composed = await composeMail(mail)
    signal.throwIfAborted()
    const sending = transport.send({ ...composed, signal })
    return judgeReply(await Promise.race([sending, aborted(signal)]))
  } catch (error) {
    return judgeError(error)
  } finally {
    clearTimeout(late)
  }
}

/** Rejects when the signal is aborted, which not every transport listens to. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
