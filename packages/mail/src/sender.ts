import { setTimeout as delay } from 'node:timers/promises'
import type { PrismaClient } from '@larder/database'
import type { FastifyBaseLogger } from 'fastify'
import { attemptMail } from './attempt.js'
import { type ClaimedMail, claimMails, renewLeases, returnLostMails, settleMail } from './claims.js'
import type { Outcome } from './outcomes.js'
import type { Pace } from './pace.js'
import { ServerWatch } from './server-watch.js'
import type { Transport } from './transport.js'

export interface SenderOptions {
  db: PrismaClient
  transport: Transport
  log: FastifyBaseLogger
  pace: Pace
}

/** How many attempts ended how, in this process. */
export interface Tally {
  sent: number
  failed: number
  /** Those that are to be made again. */
  retried: number
}

/** Sends what is in the outbox, beside all other processes that do. */
export class Sender {
  readonly tally: Tally = { sent: 0, failed: 0, retried: 0 }
  readonly #options: SenderOptions
  readonly #server: ServerWatch
  readonly #leases: NodeJS.Timeout
  /** What is being sent, and by what each is broken off. */
  readonly #inHand = new Map<string, { end: Promise<void>; breaker: AbortController }>()
  #look: Promise<void> | undefined
  #looksAt = Number.POSITIVE_INFINITY
  #timer: NodeJS.Timeout | undefined
  #isStopped = false
  #hasTime = true
  #isAway = false

  constructor(options: SenderOptions) {
    this.#options = options
    const { poll, lease, backoff } = options.pace
    this.#server = new ServerWatch(options.log, backoff)
    this.#leases = setInterval(() => this.#keepLeases(), lease / 4).unref()
    this.#lookIn(Math.random() * poll)
  }

  /** Looks for mails soon, since one was written. */
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
    const late = setTimeout(() => this.#breakOff(), this.#options.pace.closeTimeout)
    await this.#look
    await Promise.all([...this.#inHand.values()].map(({ end }) => end))
    clearTimeout(late)
    clearInterval(this.#leases)
    this.#options.transport.close()
  }

  /** The earliest of all wishes counts. */
  #lookIn(pause: number): void {
    const at = Date.now() + pause
    if (this.#isStopped || at >= this.#looksAt) return
    clearTimeout(this.#timer)
    this.#looksAt = at
    this.#timer = setTimeout(() => {
      this.#looksAt = Number.POSITIVE_INFINITY
      this.#look ??= this.#takeMails().finally(() => {
        this.#look = undefined
      })
    }, pause).unref()
  }

  async #takeMails(): Promise<void> {
    const { transport, pace } = this.#options
    if (this.#server.pause > 0) return this.#lookIn(this.#server.pause)
    const free = (this.#server.isAway ? 1 : transport.connections) - this.#inHand.size
    // Whoever makes room looks again.
    if (free <= 0) return
    const mails = await this.#claim(free)
    for (const mail of mails) this.#begin(mail)
    this.#lookIn(mails.length < free ? pace.poll : 0)
  }

  async #claim(most: number): Promise<ClaimedMail[]> {
    const { db, log, pace } = this.#options
    try {
      const mails = await claimMails(db, most, pace.lease)
      this.#isAway = false
      return mails
    } catch (error) {
      if (!this.#isAway) log.warn(error, 'The outbox cannot be read. It is tried again.')
      this.#isAway = true
      return []
    }
  }

  #begin(mail: ClaimedMail): void {
    const breaker = new AbortController()
    this.#inHand.set(mail.id, { end: this.#send(mail, breaker), breaker })
  }

  async #send(mail: ClaimedMail, breaker: AbortController): Promise<void> {
    const { transport, pace } = this.#options
    const outcome = await attemptMail(mail, transport, pace, breaker)
    this.#server.note(outcome)
    this.#report(mail, outcome)
    await this.#settle(mail, outcome)
    this.#inHand.delete(mail.id)
    this.#lookIn(0)
  }

  #report({ id, attempts }: ClaimedMail, { status, problem, unreached }: Outcome): void {
    const { log } = this.#options
    this.tally[status === 'queued' ? 'retried' : status] += 1
    const known = { mail: id, attempts, problem: problem && withoutAddresses(problem) }
    if (status === 'failed') log.error(known, 'A mail could not be sent.')
    // That the server is away is said once, and not of each.
    if (status === 'queued' && !unreached) log.warn(known, 'A mail could not be sent yet.')
  }

  /** What is not written down is sent again: so this is tried until it succeeds, or there is no time left. */
  async #settle(mail: ClaimedMail, outcome: Outcome): Promise<void> {
    const { db, log } = this.#options
    for (let failures = 0; this.#hasTime || failures === 0; failures++) {
      try {
        return await settleMail(db, mail, outcome)
      } catch (error) {
        if (failures === 0)
          log.error(error, `It cannot be written that the mail ${mail.id} is ${outcome.status}.`)
        await delay(SETTLING)
      }
    }
  }

  async #keepLeases(): Promise<void> {
    const { db, pace } = this.#options
    try {
      if (this.#inHand.size > 0) await renewLeases(db, [...this.#inHand.keys()], pace.lease)
      await returnLostMails(db)
    } catch {
      // That the database is away is said where mails are looked for.
    }
  }

  #breakOff(): void {
    this.#hasTime = false
    for (const { breaker } of this.#inHand.values()) breaker.abort(new Error('The process is ending.'))
  }
}

/** Mail servers like to repeat the address, which does not belong in a log. */
function withoutAddresses(problem: string): string {
  return problem.replace(/[^\s<>]+@[^\s<>]+/g, '…@…')
}

/** Milliseconds: a transaction that wrote a mail may need a moment to be committed. */
const WAKING = 20
/** Milliseconds between two attempts to write down what became of a mail. */
const SETTLING = 500
