import { randomUUID } from 'node:crypto'
import type { Payment, PaymentMethod, PaymentReading } from '../methods/payment-method.js'

/** A payment as the provider has it. */
type Account = PaymentReading & { ref: string; amount: number; page: 'open' | 'ended' }

/** What a call of the provider does instead of answering. */
export type Mischief =
  /** It fails, and has done nothing. */
  | 'away'
  /** It fails, and has done what it was asked for. */
  | 'done and failed'
  /** It has done it, and never answers. */
  | 'done and silent'

/**
 * A payment provider in memory, for tests. It keeps one account for each key, refuses what does not
 * fit it, and misbehaves on demand.
 *
 * ```ts
 * const provider = new MemoryProvider()
 * const app = await shopWith({ methods: [provider.method()] })
 * provider.pay(key) // the customer pays
 * ```
 */
export class MemoryProvider {
  readonly accounts = new Map<string, Account>()
  /** What was called, in order: `begin`, `read`, … */
  readonly calls: string[] = []
  /** Runs at every call, before it does anything. */
  onCall: (name: string) => void | Promise<void> = () => {}
  /** What the next call of a name does. */
  readonly #mischief = new Map<string, Mischief>()

  /** The way to pay that asks this provider. */
  method(changes: Partial<PaymentMethod> = {}): PaymentMethod {
    return {
      name: 'memory',
      label: 'Card',
      origins: ['https://pay.example'],
      offered: () => true,
      payBy: (now) => new Date(now.getTime() + 60 * 60_000),
      begin: (payment) =>
        this.#call('begin', () => {
          const { ref } = this.#accountOf(payment)
          return { ref, redirect: `https://pay.example/${ref}` }
        }),
      read: (payment) => this.#call('read', () => this.#find(payment)),
      refund: (payment, { idempotencyKey: key, amount }) =>
        this.#call('refund', () => this.#refund(payment, key, amount)),
      abandon: (payment) => this.#call('abandon', () => this.#end(payment)),
      capture: (payment, amount) => this.#call('capture', () => this.#capture(payment, amount)),
      routes: (app, inbox) => {
        app.post<{ Body: { id: string; type?: string; ref: string | null } }>(
          '/events',
          async (request, reply) => {
            const { id, type = 'paid', ref } = request.body
            await inbox.receive({ id, type, ref, body: Buffer.from(JSON.stringify(request.body)) })
            return reply.type('text/plain').send('success')
          }
        )
      },
      ...changes
    }
  }

  /** Has the next call of a name misbehave. */
  misbehave(name: string, mischief: Mischief): void {
    this.#mischief.set(name, mischief)
  }

  /** The customer pays, or whatever else happens at the provider. By default all of it is taken. */
  pay(key: string, changes: Partial<Account> = {}): Account {
    const account = this.accounts.get(key)
    if (!account) throw new Error(`The provider has no payment ${key}.`)
    return Object.assign(account, { status: 'captured', captured: account.amount, page: 'ended' }, changes)
  }

  async #call<Answer>(name: string, work: () => Answer): Promise<Answer> {
    this.calls.push(name)
    await this.onCall(name)
    const mischief = this.#mischief.get(name)
    this.#mischief.delete(name)
    if (mischief === 'away') throw new Error('The provider is away.')
    const answer = structuredClone(work())
    if (mischief === 'done and failed') throw new Error('The provider answers 500.')
    return mischief === 'done and silent' ? new Promise<never>(() => {}) : answer
  }

  #find({ idempotencyKey }: Payment): Account | undefined {
    return this.accounts.get(idempotencyKey)
  }

  #accountOf(payment: Payment): Account {
    const { idempotencyKey: key, amount, currency } = payment
    const account = this.#find(payment) ?? {
      ...{ ref: `pay_${randomUUID()}`, amount, currency, page: 'open' as const, status: 'pending' as const },
      ...{ authorized: 0, captured: 0, refunds: [] }
    }
    if (account.amount !== amount) throw new Error(`The key ${key} was used with another amount.`)
    this.accounts.set(key, account)
    return account
  }

  #refund(payment: Payment, key: string, amount: number) {
    const account = this.#find(payment)
    const known = account?.refunds.find((one) => one.key === key)
    if (known) return known
    const left = (account?.captured ?? 0) - (account?.refunds ?? []).reduce((sum, one) => sum + one.amount, 0)
    if (amount > left) throw new Error('More than was taken cannot be paid back.')
    const refund = { key, ref: `re_${randomUUID()}`, amount, status: 'done' as const }
    account?.refunds.push(refund)
    return refund
  }

  #end(payment: Payment): void {
    const account = this.#find(payment)
    if (account?.status === 'pending' && account.page === 'open')
      Object.assign(account, { status: 'expired', page: 'ended' })
    if (account?.status === 'authorized') Object.assign(account, { status: 'cancelled', authorized: 0 })
  }

  #capture(payment: Payment, amount: number): void {
    const account = this.#find(payment)
    if (account?.status !== 'authorized') return
    if (amount > account.authorized) throw new Error('More than is authorised cannot be taken.')
    Object.assign(account, { status: 'captured', captured: amount })
  }
}
