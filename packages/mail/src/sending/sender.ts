import type { PrismaClient } from '@larder/database'
import { type SharedWork, WorkLoop } from '@larder/tasks/work-loop'
import type { FastifyBaseLogger } from 'fastify'
import type { Transport } from '../transport/transport.js'
import { CircuitBreaker } from './circuit-breaker.js'
import { deliverMail } from './deliver-mail.js'
import { type Delivery, judgeError } from './delivery.js'
import { claimMails, type DueMail, renewLeases, returnLostMails, saveDelivery } from './queue.js'
import { type RetryPolicy, scheduleNext } from './retry-policy.js'
import { traceMail } from './trace-mail.js'

export interface SenderOptions {
  db: PrismaClient
  transport: Transport
  log: FastifyBaseLogger
  policy: RetryPolicy
}

/** Counts the attempts of this process by their outcome. */
export interface Deliveries {
  sent: number
  failed: number
  retried: number
}

/** Sends the mails of the outbox, beside other processes that do the same. */
export class Sender implements SharedWork<DueMail, Delivery> {
  readonly name = 'outbox'
  readonly deliveries: Deliveries = { sent: 0, failed: 0, retried: 0 }
  readonly #options: SenderOptions
  readonly #breaker: CircuitBreaker
  readonly #loop: WorkLoop<DueMail, Delivery>

  constructor(options: SenderOptions) {
    this.#options = options
    const { pollInterval: poll, lease, attemptTimeout: attempt, backoff, closeTimeout } = options.policy
    this.#breaker = new CircuitBreaker(options.log, backoff)
    this.#loop = new WorkLoop(this, { poll, lease, attempt, closeTimeout }, options.log)
    this.#loop.start()
  }

  /** Looks for mails soon: the transaction that writes one may need a moment to commit. */
  wake(): void {
    this.#loop.lookIn(WAKING)
  }

  /** Takes no more mails. Those in hand are still sent. */
  stop(): void {
    this.#loop.stop()
  }

  /** Stops, and resolves when the mails in hand are sent. Aborts the attempts that take longer than `closeTimeout`. */
  async close(): Promise<void> {
    await this.#loop.close()
    this.#options.transport.close()
  }

  capacity(inHand: number): number {
    if (this.#breaker.pause > 0) return 0
    return (this.#breaker.isOpen ? 1 : this.#options.transport.connections) - inHand
  }

  claim(most: number): Promise<DueMail[]> {
    const { db, policy } = this.#options
    return claimMails(db, most, policy.lease)
  }

  renewLeases(ids: string[]): Promise<void> {
    const { db, policy } = this.#options
    return renewLeases(db, ids, policy.lease)
  }

  returnLost(own: string[]): Promise<void> {
    return returnLostMails(this.#options.db, own)
  }

  attempt(mail: DueMail, signal: AbortSignal): Promise<Delivery> {
    const { transport, policy } = this.#options
    return traceMail(mail, async () => scheduleNext(mail, await deliverMail(mail, transport, signal), policy))
  }

  judge(mail: DueMail, error: unknown): Delivery {
    return scheduleNext(mail, judgeError(error), this.#options.policy)
  }

  note({ id, attempts }: DueMail, delivery: Delivery): void {
    const { log } = this.#options
    const { outcome, problem, unreached } = delivery
    this.#breaker.note(delivery)
    this.deliveries[outcome === 'queued' ? 'retried' : outcome] += 1
    const known = { mail: id, attempts, problem: problem && withoutAddresses(problem) }
    if (outcome === 'failed') log.error(known, 'A mail could not be sent.')
    // The circuit breaker logs once that the server is away.
    if (outcome === 'queued' && !unreached) log.warn(known, 'A mail could not be sent yet.')
  }

  settle(mail: DueMail, delivery: Delivery): Promise<void> {
    return saveDelivery(this.#options.db, mail, delivery)
  }
}

/** Mail servers often repeat the address, which does not belong in a log. */
function withoutAddresses(problem: string): string {
  return problem.replace(/[^\s<>]+@[^\s<>]+/g, '…@…')
}

/** Milliseconds. */
const WAKING = 20
