import { aborted } from '@larder/tasks/work-loop'
import type { Transport } from '../transport/transport.js'
import { composeMail } from './compose-mail.js'
import { type Delivery, judgeError, judgeReply } from './delivery.js'
import type { DueMail } from './queue.js'

/** Tries to send a mail. The attempt ends when the signal is aborted, which not every transport listens to. */
export async function deliverMail(
  mail: DueMail,
  transport: Transport,
  signal: AbortSignal
): Promise<Delivery> {
  try {
    const composed = await composeMail(mail)
    signal.throwIfAborted()
    const sending = transport.send({ ...composed, signal })
    return judgeReply(await Promise.race([sending, aborted(signal)]))
  } catch (error) {
    return judgeError(error)
  }
}
