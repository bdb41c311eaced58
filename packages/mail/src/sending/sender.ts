import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { PrismaClient } from '@larder/database'
import type { FastifyBaseLogger } from 'fastify'
import type { Transport } from '../transport/transport.js'
import { CircuitBreaker } from './circuit-breaker.js'
import { deliverMail } from './deliver-mail.js'
import type { Delivery } from './delivery.js'
import { claimMails, type DueMail, renewLeases, returnLostMails, saveDelivery } from './queue.js'
import type { RetryPolicy } from './retry-policy.js'
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
export class Sender {
  readonly deliveries: Deliveries = { sent: 0, failed: 0, retried: 0 }
  readonly #options: SenderOptions
  readonly #breaker: CircuitBreaker
  readonly #leases: NodeJS.Timeout
  readonly #inHand = new Map<string, { end: Promise<void>; abort: AbortController }>()
  #look: Promise<void> | undefined
  #keeping = Promise.resolve()
  #looksAt = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isStopped = false
  #hasTime = true
  /** A request that wakes the sender is no part of what it does from then on. */
  readonly #outside = AsyncLocalStorage.snapshot()
  #isAway = false

  constructor(options: SenderOptions) {
    this.#options = options
    const { pollInterval, lease, backoff } = options.policy
    this.#breaker = new CircuitBreaker(options.log, backoff)
    this.#leases = setInterval(() => {
      const earlier = this.#keeping
      this.#keeping = this.#keepLeases().then(() => earlier)
    }, lease / 4).unref()
    this.#lookIn(Math.random() * pollInterval)
  }

  wake(): void {
    this.#lookIn(WAKING)
  }

  /** Takes no more mails. Those in hand are still sent. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** Stops, and resolves when the mails in hand are sent. Aborts the attempts that take longer than `closeTimeout`. */
  async close(): Promise<void> {
    this.stop()
    const late = setTimeout(() => this.#abortAll(), this.#options.policy.closeTimeout)
    await this.#look
    await Promise.all([...this.#inHand.values()].map(({ end }) => end))
    clearTimeout(late)
    clearInterval(this.#leases)
    // A statement after the end of the app would connect to the database again, for ever.
    await this.#keeping
    this.#options.transport.close()
  }

  #lookIn(pause: number): void {
    const at = Date.now() + pause
    if (this.#isStopped || at >= this.#looksAt) return
    clearTimeout(this.#timer)
    this.#looksAt = at
    this.#timer = this.#outside(
      setTimeout,
      () => {
        this.#looksAt = Number.POSITIVE_INFINITY
        this.#look ??= this.#takeMails().finally(() => {
          this.#look = undefined
        })
      },
      pause
    ).unref()
  }

  async #takeMails(): Promise<void> {
    const { transport, policy } = this.#options
    if (this.#breaker.pause > 0) return this.#lookIn(this.#breaker.pause)
    const free = (this.#breaker.isOpen ? 1 : transport.connections) - this.#inHand.size
    // The next mail that ends looks again.
    if (free <= 0) return
    const mails = await this.#claim(free)
    for (const mail of mails) this.#begin(mail)
    this.#lookIn(mails.length < free ? policy.pollInterval : 0)
  }

  async #claim(most: number): Promise<DueMail[]> {
    const { db, log, policy } = this.#options
    try {
      const mails = await claimMails(db, most, policy.lease)
      this.#isAway = false
      return mails
    } catch (error) {
      if (!this.#isAway) log.warn(error, 'The outbox cannot be read. The worker keeps trying.')
      this.#isAway = true
      return []
    }
  }

  #begin(mail: DueMail): void {
    const abort = new AbortController()
    if (!this.#hasTime) abort.abort(ENDING)
    this.#inHand.set(mail.id, { end: this.#send(mail, abort), abort })
  }

  async #send(mail: DueMail, abort: AbortController): Promise<void> {
    const { transport, policy } = this.#options
    const delivery = await traceMail(mail, () => deliverMail(mail, transport, policy, abort))
    this.#breaker.note(delivery)
    this.#report(mail, delivery)
    await this.#save(mail, delivery)
    this.#inHand.delete(mail.id)
    this.#lookIn(0)
  }

  #report({ id, attempts }: DueMail, { outcome, problem, unreached }: Delivery): void {
    const { log } = this.#options
    this.deliveries[outcome === 'queued' ? 'retried' : outcome] += 1
    const known = { mail: id, attempts, problem: problem && withoutAddresses(problem) }
    if (outcome === 'failed') log.error(known, 'A mail could not be sent.')
    // The circuit breaker logs once that the server is away.
    if (outcome === 'queued' && !unreached) log.warn(known, 'A mail could not be sent yet.')
  }

  /** Retries until saved, or until the app closes: an unsaved delivery means a second one. */
  async #save(mail: DueMail, delivery: Delivery): Promise<void> {
    const { db, log } = this.#options
    for (let failures = 0; this.#hasTime || failures === 0; failures++) {
      try {
        return await saveDelivery(db, mail, delivery)
      } catch (error) {
        if (failures === 0)
          log.error(error, `The outbox cannot save that the mail ${mail.id} is ${delivery.outcome}.`)
        await delay(SAVING)
      }
    }
  }

  async #keepLeases(): Promise<void> {
    const { db, policy } = this.#options
    try {
      if (this.#inHand.size > 0) await renewLeases(db, [...this.#inHand.keys()], policy.lease)
      await returnLostMails(db)
    } catch {}
  }

  #abortAll(): void {
    this.#hasTime = false
    for (const { abort } of this.#inHand.values()) abort.abort(ENDING)
  }
}

/** Mail servers often repeat the address, which does not belong in a log. */
function withoutAddresses(problem: string): string {
  return problem.replace(/[^\s<>]+@[^\s<>]+/g, '…@…')
}

const ENDING = new Error('The process is ending.')
/** Milliseconds: the transaction that wrote the mail may need a moment to commit. */
const WAKING = 20
const SAVING = 500
