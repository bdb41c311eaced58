import Fastify, { type FastifyError, type FastifyInstance } from 'fastify'
import Stripe from 'stripe'
import { Account } from './account.js'
import apiRoutes, { type ApiRequest } from './api-routes.js'
import {
  STRIPE_DOUBLE_ERR_KEY_REUSED,
  STRIPE_DOUBLE_ERR_MISSING,
  STRIPE_DOUBLE_ERR_REFUNDED
} from './errors.js'
import { Faults } from './faults.js'
import { IdempotencyKeys } from './idempotency-keys.js'
import payPage from './pay-page.js'
import type { StripeEvent } from './stripe-objects.js'

export interface DoubleOptions {
  /** @default any that is free */
  port?: number | undefined
  /** @default 'sk_test_double' */
  secretKey?: string | undefined
  /** @default 'whsec_double' */
  webhookSecret?: string | undefined
  /**
   * Posts what happens at once to the shop that the customer came from, at
   * `/payments/stripe/events`. Tests deliver it themselves, as they want.
   *
   * @default false
   */
  notifies?: boolean | undefined
}

/** Takes a notification to the shop. With `app.inject` it is `{ method: 'POST', url, …request }`. */
export type Post = (request: {
  headers: Record<string, string>
  payload: string
}) => Promise<{ statusCode: number }>

/** Stripe on loopback, in memory: its API, its page for customers and its notifications. */
export class StripeDouble {
  readonly account = new Account(Stripe.API_VERSION)
  readonly faults = new Faults()
  readonly keys = new IdempotencyKeys()
  /** The calls of the API that have come. */
  readonly requests: ApiRequest[] = []
  readonly secretKey: string
  readonly webhookSecret: string
  /** For `apiUrl` of the method. */
  url = ''
  /** Where `deliver` takes notifications. */
  post: Post = async () => {
    throw new Error('Say by `post` where notifications go.')
  }
  readonly #app: FastifyInstance

  constructor({ secretKey = 'sk_test_double', webhookSecret = 'whsec_double' }: DoubleOptions) {
    this.secretKey = secretKey
    this.webhookSecret = webhookSecret
    // What is never answered must not keep it from closing.
    this.#app = Fastify({ forceCloseConnections: true })
  }

  async listen({ port = 0, notifies = false }: DoubleOptions): Promise<void> {
    const { account, faults, keys, requests, secretKey } = this
    const app = this.#app
    app.addContentTypeParser(FORM, { parseAs: 'string' }, (_request, body, done) => done(null, body))
    app.setErrorHandler((error: FastifyError, _request, reply) =>
      reply.code(error.statusCode ?? 500).send({ error: describeError(error) })
    )
    if (notifies) {
      this.post = (request) => this.#postToShop(request)
      // A shop that is away asks by itself later.
      app.addHook('onResponse', async () => void (await this.deliver().catch(() => {})))
    }
    await app.register(apiRoutes, {
      ...{ account, faults, keys, requests, secretKey },
      pageUrl: (id: string) => `${this.url}/pay/${id}`
    })
    await app.register(payPage, { account })
    this.url = await app.listen({ port, host: '127.0.0.1' })
  }

  /**
   * Takes notifications to the shop, one after the other, signed anew. What is dropped, late, out
   * of order or double is up to who calls it: `account.takeEvents()` has what waits.
   *
   * @returns the status of each answer
   */
  async deliver(events: readonly StripeEvent[] = this.account.takeEvents()): Promise<number[]> {
    const statuses: number[] = []
    for (const event of events) {
      const { statusCode } = await this.post(this.sign(event))
      statuses.push(statusCode)
    }
    return statuses
  }

  /** @param timestamp in seconds. @default now */
  sign(event: object, timestamp?: number): { headers: Record<string, string>; payload: string } {
    const payload = JSON.stringify(event, null, 2)
    const { webhookSecret: secret } = this
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
    return { headers: { 'content-type': 'application/json', 'stripe-signature': signature }, payload }
  }

  /** The shop is where the last customer is led back to. */
  async #postToShop({ headers, payload }: { headers: Record<string, string>; payload: string }) {
    const back = [...this.account.sessions.values()].at(-1)?.success_url ?? ''
    const answer = await fetch(new URL(EVENTS, back), { method: 'POST', headers, body: payload })
    return { statusCode: answer.status }
  }

  close(): Promise<void> {
    return this.#app.close()
  }
}

/** Starts a double of Stripe on loopback. */
export async function startStripeDouble(options: DoubleOptions = {}): Promise<StripeDouble> {
  const double = new StripeDouble(options)
  await double.listen(options)
  return double
}

/** As Stripe's API writes an error (docs.stripe.com/api/errors). */
function describeError(error: FastifyError): { type: string; code?: string; message: string } {
  const { message } = error
  if (error instanceof STRIPE_DOUBLE_ERR_KEY_REUSED) return { type: 'idempotency_error', message }
  if (error instanceof STRIPE_DOUBLE_ERR_MISSING) return { type: INVALID, code: 'resource_missing', message }
  if (error instanceof STRIPE_DOUBLE_ERR_REFUNDED) {
    return { type: INVALID, code: 'charge_already_refunded', message }
  }
  return { type: INVALID, message }
}

const INVALID = 'invalid_request_error'
const EVENTS = '/payments/stripe/events'
const FORM = 'application/x-www-form-urlencoded'
