import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Account } from './account.js'
import { STRIPE_DOUBLE_ERR_AUTHENTICATION, STRIPE_DOUBLE_ERR_MISSING } from './errors.js'
import type { Fault, Faults } from './faults.js'
import type { Answer, IdempotencyKeys } from './idempotency-keys.js'
import type { StripeObject } from './stripe-objects.js'

export interface ApiOptions {
  account: Account
  faults: Faults
  keys: IdempotencyKeys
  secretKey: string
  /** The calls that have come. */
  requests: ApiRequest[]
  /** The page of a session. */
  pageUrl(id: string): string
}

export interface ApiRequest {
  /** `POST /v1/refunds` */
  call: string
  key: string | undefined
  version: string | undefined
  parameters: Record<string, string>
}

/** The calls of Stripe's API that the method makes. */
export default async function apiRoutes(app: FastifyInstance, options: ApiOptions) {
  const { account, pageUrl } = options
  post('/v1/checkout/sessions', (_id, parameters) =>
    account.createSession(readNewSession(parameters), pageUrl)
  )
  get('/v1/checkout/sessions/:id', (id, parameters) => expand(account.session(id), parameters))
  post('/v1/checkout/sessions/:id/expire', (id) => account.expire(id))
  get('/v1/payment_intents/:id', (id, parameters) => expand(found(id), parameters))
  get('/v1/charges/:id', (id) => found(id))
  get('/v1/disputes', (_id, parameters) => list(account.disputes.values(), parameters))
  get('/v1/refunds', (_id, parameters) => list(account.refunds.values(), parameters))
  post('/v1/refunds', (_id, parameters) => {
    const amount = parameters.get('amount')
    const intent = parameters.get('payment_intent') ?? ''
    return account.refund(intent, amount === null ? undefined : Number(amount), metadataOf(parameters))
  })

  function get(url: string, work: Work): void {
    app.get<WithId>(url, (request, reply) => serve(options, request, reply, work))
  }

  function post(url: string, work: Work): void {
    app.post<WithId>(url, (request, reply) => serve(options, request, reply, work))
  }

  function found(id: string): StripeObject {
    const object = account.find(id)
    if (!object) throw new STRIPE_DOUBLE_ERR_MISSING(id)
    return object
  }

  /** Puts objects in the place of their ids, as `expand` names them. */
  function expand(object: StripeObject, parameters: URLSearchParams): object {
    const copy = structuredClone(object)
    for (const [name, path] of parameters) {
      if (name.startsWith('expand')) expandPath(copy, path.split('.'))
    }
    return copy
  }

  function expandPath(object: StripeObject, [field, ...rest]: string[]): void {
    const id: unknown = Object.entries(object).find(([name]) => name === field)?.[1]
    const inner = typeof id === 'string' ? structuredClone(account.find(id)) : undefined
    if (!field || !inner) return
    expandPath(inner, rest)
    Object.assign(object, { [field]: inner })
  }
}

type WithId = { Params: { id?: string } }
type Work = (id: string, parameters: URLSearchParams) => object

async function serve(
  options: ApiOptions,
  request: FastifyRequest<WithId>,
  reply: FastifyReply,
  work: Work
): Promise<FastifyReply> {
  const { faults, requests, secretKey } = options
  const call = `${request.method} ${request.routeOptions.url}`
  const parameters = parametersOf(request)
  const { authorization, 'idempotency-key': key, 'stripe-version': version } = request.headers
  const asked = { call, key: key?.toString(), version: version?.toString() }
  requests.push({ ...asked, parameters: Object.fromEntries(parameters) })
  const fault = faults.take(call)
  if (fault === 'refused') return cut(request, reply)
  if (authorization !== `Bearer ${secretKey}`) throw new STRIPE_DOUBLE_ERR_AUTHENTICATION()
  const answer = await answerOnce(options, { ...asked, url: request.url, fault }, parameters, () =>
    work(request.params.id ?? '', parameters)
  )
  if (fault === 'lost') return cut(request, reply)
  if (fault === 'unanswered') return reply.hijack()
  if (answer.status === 500) reply.header('stripe-should-retry', 'false')
  return reply.code(answer.status).type('application/json').send(answer.body)
}

async function answerOnce(
  { keys, faults }: ApiOptions,
  { call, key, url, fault }: { call: string; key: string | undefined; url: string; fault: Fault | undefined },
  parameters: URLSearchParams,
  work: () => object
): Promise<Answer> {
  const before = key === undefined ? undefined : keys.begin(key, `${call} ${url} ${parameters}`)
  if (before) return before
  let answer: Answer | undefined
  try {
    await faults.pass(call)
    const body = JSON.stringify(work())
    answer = fault === 'error' ? BROKEN : { status: 200, body }
    return answer
  } finally {
    if (key !== undefined) keys.end(key, answer)
  }
}

function parametersOf({ body, url }: FastifyRequest): URLSearchParams {
  return typeof body === 'string' ? new URLSearchParams(body) : new URL(url, 'http://stripe').searchParams
}

/** A connection that breaks. */
function cut({ raw }: FastifyRequest, reply: FastifyReply): FastifyReply {
  raw.socket.destroy()
  return reply.hijack()
}

function readNewSession(parameters: URLSearchParams) {
  const read = (name: string) => parameters.get(name)
  return {
    amount:
      Number(read('line_items[0][price_data][unit_amount]')) * Number(read('line_items[0][quantity]') ?? 1),
    currency: read('line_items[0][price_data][currency]') ?? '',
    expiresAt: Number(read('expires_at')),
    reference: read('client_reference_id'),
    metadata: metadataOf(parameters),
    intentMetadata: metadataOf(parameters, 'payment_intent_data[metadata]'),
    successUrl: read('success_url') ?? '',
    cancelUrl: read('cancel_url')
  }
}

function metadataOf(parameters: URLSearchParams, name = 'metadata'): Record<string, string> {
  const inside = [...parameters].filter(([key]) => key.startsWith(`${name}[`))
  return Object.fromEntries(inside.map(([key, value]) => [key.slice(name.length + 1, -1), value]))
}

/** The newest first, of one payment intent, in pages. */
function list(
  objects: Iterable<{ id: string; payment_intent: string }>,
  parameters: URLSearchParams
): object {
  const intent = parameters.get('payment_intent')
  const all = [...objects].filter(({ payment_intent }) => payment_intent === intent).toReversed()
  const after = all.findIndex(({ id }) => id === parameters.get('starting_after')) + 1
  const data = all.slice(after, after + Number(parameters.get('limit') ?? 10))
  return { object: 'list', data, has_more: after + data.length < all.length, url: '/v1' }
}

const BROKEN: Answer = {
  status: 500,
  body: JSON.stringify({ error: { type: 'api_error', message: 'An unknown error occurred' } })
}
