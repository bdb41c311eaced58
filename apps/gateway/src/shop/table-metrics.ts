import { countWaiting } from '@larder/mail'
import { countTasks } from '@larder/tasks'
import type { FastifyInstance } from 'fastify'
import { addSharedGauges } from './shared-gauges.js'

/** Tells of what waits in the database. */
export function watchTables({ db, metrics }: FastifyInstance): void {
  addSharedGauges(metrics, {
    ask: () => countWaiting(db),
    gauges: [
      {
        name: 'larder_mails_queued',
        help: 'Mails in the outbox that are not sent yet.',
        read: ({ queued }) => [{ value: queued }]
      },
      {
        name: 'larder_mails_oldest_seconds',
        help: 'How long the oldest of them has been waiting.',
        read: ({ oldest }) => [{ value: oldest }]
      }
    ]
  })
  addSharedGauges(metrics, {
    ask: () => countTasks(db),
    gauges: [
      {
        name: 'larder_tasks_waiting',
        help: 'Tasks that are due and not done yet.',
        read: ({ waiting }) => [{ value: waiting }]
      },
      {
        name: 'larder_tasks_oldest_seconds',
        help: 'How long the oldest of them has been due.',
        read: ({ oldest }) => [{ value: oldest }]
      },
      {
        name: 'larder_tasks_failed',
        help: 'Tasks that were given up.',
        read: ({ failed }) => [{ value: failed }]
      }
    ]
  })
}
