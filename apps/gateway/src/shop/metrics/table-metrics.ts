import { countWaiting } from '@larder/mail'
import { countOrders } from '@larder/orders'
import { countPayments } from '@larder/payments'
import { countTasks } from '@larder/tasks'
import type { FastifyInstance } from 'fastify'
import { addSharedGauges } from './shared-gauges.js'

/** Tells of what is in the database. */
export function watchTables(app: FastifyInstance): void {
  watchQueues(app)
  watchSales(app)
}

function watchQueues({ db, metrics }: FastifyInstance): void {
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

function watchSales({ db, metrics }: FastifyInstance): void {
  addSharedGauges(metrics, {
    ask: () => countOrders(db),
    span: MINUTE,
    gauges: [
      {
        name: 'larder_orders',
        help: 'Orders by the states of themselves, of their payment and of their delivery.',
        labelNames: ['status', 'payment', 'delivery'],
        read: (counts) =>
          counts.map(({ status, payment, delivery, orders }) => ({
            labels: { status, payment, delivery },
            value: orders
          }))
      },
      {
        name: 'larder_revenue_minor_units',
        help: 'What was paid for orders and not refunded.',
        labelNames: ['currency'],
        read: (counts) => counts.map(({ currency, revenue }) => ({ labels: { currency }, value: revenue }))
      }
    ]
  })
  addSharedGauges(metrics, {
    ask: () => countPayments(db),
    span: MINUTE,
    gauges: [
      {
        name: 'larder_payments',
        help: 'Payments by their method and state.',
        labelNames: ['method', 'status'],
        read: (counts) => counts.map(({ count, ...labels }) => ({ labels, value: count }))
      }
    ]
  })
}

/** Milliseconds. All rows are read. */
const MINUTE = 60_000
