import { setTimeout as delay } from 'node:timers/promises'
import { isDatabaseAway } from '@larder/database'
import { countWaiting } from '@larder/mail'
import type { FastifyInstance } from 'fastify'
import { Counter, Gauge } from 'prom-client'

/** Tells of the attempts of this process, and of the outbox that all share. */
export function watchMails(app: FastifyInstance): void {
  const registers = [app.metrics]
  new Counter({
    name: 'larder_mail_attempts_total',
    help: 'Attempts to send a mail, by what became of it: sent, failed for ever, or to be retried.',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(app.mail.deliveries)) this.inc({ outcome }, count)
    }
  })
  const read = keepingLast(() => countWaiting(app.db))
  watchOutbox('larder_mails_queued', 'Mails in the outbox that are not sent yet.', 'queued')
  watchOutbox('larder_mails_oldest_seconds', 'How long the oldest of them has been waiting.', 'oldest')

  function watchOutbox(name: string, help: string, figure: 'queued' | 'oldest'): void {
    new Gauge({
      name,
      help,
      registers,
      // All workers see the same outbox: it is not to be counted once for each.
      aggregator: 'max',
      async collect() {
        const waiting = await read()
        // An outbox that cannot be read is not empty.
        if (waiting) this.set(waiting[figure])
        else this.remove()
      }
    })
  }
}

/**
 * What `ask` answers, to all who ask meanwhile the same. Where the database is late or away, it is what was answered last:
 * only the first is waited for until it comes. Undefined where the database cannot answer.
 */
function keepingLast<Answer>(ask: () => Promise<Answer>): () => Promise<Answer | undefined> {
  let last: Answer | undefined
  let asking: Promise<void> | undefined
  return async () => {
    asking ??= ask()
      .then(
        (answer) => {
          last = answer
        },
        (error) => {
          if (!isDatabaseAway(error)) last = undefined
        }
      )
      .finally(() => {
        asking = undefined
      })
    await (last === undefined ? asking : Promise.race([asking, delay(PATIENCE, undefined, { ref: false })]))
    return last
  }
}

/** Milliseconds. */
const PATIENCE = 500
