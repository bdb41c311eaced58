import { setTimeout as delay } from 'node:timers/promises'
import { countWaiting } from '@larder/mail'
import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, type Registry } from 'prom-client'

/** Tells of the attempts of this process, and of the outbox that all share. */
export function watchMails(app: FastifyInstance, registry: Registry): void {
  const registers = [registry]
  new Counter({
    name: 'larder_mail_attempts_total',
    help: 'Attempts to send a mail, by what became of it: sent, failed for ever, or to be retried.',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset()
      for (const [outcome, count] of Object.entries(app.mail.tally)) this.inc({ outcome }, count)
    }
  })
  const ask = sharing(() => Promise.race([askOutbox(app), delay(PATIENCE, undefined, { ref: false })]))
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
        const waiting = await ask()
        // An outbox that cannot be read is not empty.
        if (waiting) this.set(waiting[figure])
        else this.remove()
      }
    })
  }
}

async function askOutbox({ db }: FastifyInstance) {
  return countWaiting(db).catch(() => undefined)
}

/** All who ask meanwhile get the same answer. */
function sharing<Result>(ask: () => Promise<Result>): () => Promise<Result> {
  let asking: Promise<Result> | undefined
  return () => {
    asking ??= ask().finally(() => {
      asking = undefined
    })
    return asking
  }
}

/** Milliseconds; the master waits a second for all figures. */
const PATIENCE = 500
