import type { ClaimedMail } from './claims.js'
import { composeMail } from './compose.js'
import { judgeAnswer, judgeError, type Outcome } from './outcomes.js'
import { isGivenUp, type Pace, pauseAfter } from './pace.js'
import type { Transport } from './transport.js'

/** Tries to send a mail, and says what is to become of it. It ends by itself in time, or at once by the breaker. */
export async function attemptMail(
  mail: ClaimedMail,
  transport: Transport,
  pace: Pace,
  breaker: AbortController
): Promise<Outcome> {
  const outcome = await send(mail, transport, pace, breaker)
  if (outcome.status !== 'queued') return outcome
  if (isGivenUp(mail, pace)) return { ...outcome, status: 'failed' }
  return { ...outcome, dueAt: new Date(Date.now() + pauseAfter(mail.attempts, pace)) }
}

async function send(
  mail: ClaimedMail,
  transport: Transport,
  pace: Pace,
  breaker: AbortController
): Promise<Outcome> {
  const late = setTimeout(() => breaker.abort(new Error('It took too long.')), pace.attempt)
  try {
    const { signal } = breaker
    const composed = await composeMail(mail)
    signal.throwIfAborted()
    const sending = transport.send({ ...composed, signal })
    return judgeAnswer(await Promise.race([sending, brokenOff(signal)]))
  } catch (error) {
    return judgeError(error)
  } finally {
    clearTimeout(late)
  }
}

/** Not every transport listens to the signal. */
function brokenOff(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
