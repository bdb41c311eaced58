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
  // All workers see the same outbox: it is not to be counted once for each.
  const aggregator = 'max'
  const queued = new Gauge({
    name: 'larder_mails_queued',
    help: 'Mails in the outbox that are not sent yet.',
    registers,
    aggregator
  })
  new Gauge({
    name: 'larder_mails_oldest_seconds',
    help: 'How long the oldest of them has been waiting.',
    registers,
    aggregator,
    async collect() {
      const waiting = await Promise.race([
        countWaiting(app.db).catch(() => undefined),
        delay(PATIENCE, undefined, { ref: false })
      ])
      // A database that is away is no empty outbox.
      queued.remove()
      this.remove()
      if (!waiting) return
      queued.set(waiting.queued)
      this.set(waiting.oldest)
    }
  })
}

/** Milliseconds; the master waits a second for all figures. */
const PATIENCE = 500
