import { randomUUID } from 'node:crypto'
import { addressForm, listCountries } from '@larder/addresses'
import {
  type BlueprintApp,
  languagesIn,
  RowId,
  Text,
  type Translate,
  WholeNumber,
  wantsHtml,
  writeText
} from '@larder/blueprint'
import { type GoodSummary, nameGoods, searchGoods, translateGoods } from '@larder/goods'
import { formatPrice } from '@larder/money'
import { flash } from '@larder/session'
import { actorOf, readRows, staffMember } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { CheckoutShop } from '../checkout-shop.js'
import { STATUSES } from '../pages/messages.js'
import { viewCheckout } from '../pages/view-checkout.js'
import { showPriced } from '../placing/list-changes.js'
import type { Refusal } from '../placing/place-checkout.js'
import { CheckoutValues, CheckoutView } from '../schemas.js'
import { type Call, placeForCustomer, quoteCall } from './place-for-customer.js'

/** The page by which staff order for a customer who calls. Nothing is kept until it is ordered: the form has it all. */
export default function newOrderRoutes(app: BlueprintApp, shop: CheckoutShop): void {
  const { all: languages, fallback } = languagesIn(app)
  const show = { ...EDIT, schema: { summary: 'A new order for a customer', response: { 200: Answer } } }
  app.get('/new', { name: 'new', templates: ['new'], ...show }, async (request, reply) =>
    answer(shop, request, reply, {
      call: { checkoutId: randomUUID(), lines: [], language: fallback, t: request.t, values: {} }
    })
  )

  const order = {
    ...EDIT,
    preValidation: readRows,
    templates: ['new'],
    schema: { summary: 'Computes a new order, or places it', body: NewOrder, response: ANSWERS }
  }
  app.post('/new', { name: 'order', ...order }, async (request, reply) => {
    const {
      order_id: checkoutId,
      lines = [],
      add,
      seen,
      action,
      q,
      language: wanted,
      ...values
    } = request.body
    const language = languages.find((one) => one === wanted) ?? fallback
    const call = { checkoutId, lines: mergeLines(lines, add), language, t: request.t, values, seen }
    if (action !== 'order') return answer(shop, request, reply, { call, ...(q && { q }) })
    const actor = { ...actorOf(request), id: staffMember(request).id }
    const placed = await placeForCustomer(shop, call, actor, new Date())
    if (!('orderId' in placed)) return answer(shop, request, reply, { call, refusal: placed })
    const { orderId: id, number, outcome } = placed
    if (!wantsHtml(request)) {
      return reply.code(outcome === 'placed' ? 201 : 200).send({ outcome, order: { id, number } })
    }
    flash(request, request.t('checkout-staff:placed', { number }))
    return reply.redirect(app.urlFor('orders-staff.show', { id }), 303)
  })
}

interface Asked {
  call: Call
  /** Goods to look for. */
  q?: string
  /** Why it was not ordered. */
  refusal?: Refusal
}

/** The order as it stands, with what it costs now. */
async function answer(
  shop: CheckoutShop,
  request: FastifyRequest,
  reply: FastifyReply,
  { call, q = '', refusal }: Asked
): Promise<FastifyReply> {
  const quote = await quoteCall(shop, shop.db, call, new Date())
  const shown = quote.priced && showPriced(quote.priced)
  const isComplete = call.lines.length > 0 && shown && quote.choice.delivery && !quote.obstacle
  const outcome = refusal?.outcome ?? (call.lines.length > 0 ? quote.obstacle : undefined) ?? 'open'
  const named = { checkoutId: call.checkoutId, seen: isComplete ? shown.seen : null, values: call.values }
  const problems = refusal?.outcome === 'problems' ? refusal.problems : undefined
  const view = {
    outcome,
    message: await messageFor(shop, call.t, outcome, refusal),
    ...(problems && { problems }),
    checkout: viewCheckout(named, quote, shop.currency, call.t),
    found: q.trim() === '' ? [] : await findGoods(shop, q, call.t.language)
  }
  reply.code(refusal ? STATUSES[outcome] : 200)
  if (!wantsHtml(request)) return reply.send(view)
  const country = call.values.country || shop.country
  return reply.view('new', {
    ...{ ...view, problems: problems ?? {}, q, country, lines: call.lines, chosen: call.language },
    languages: languagesIn(request.server).all.map((language) => [language, ownName(language)]),
    names: await nameGoods(
      shop.db,
      call.lines.map(({ goodId }) => goodId),
      call.t.language
    ),
    form: addressForm(country),
    countries: listCountries(call.t.language),
    price: (amount: number) => formatPrice(amount, shop.currency, call.t.language)
  })
}

async function findGoods({ db }: CheckoutShop, q: string, language: string): Promise<Static<typeof Found>[]> {
  const outcome = await searchGoods(db, { q, pageSize: MOST_FOUND })
  const goods = outcome.outcome === 'page' ? outcome.goods : []
  return (await translateGoods(db, goods, language)).map(viewFound)
}

/** What keeps it from being ordered, for the staff. */
async function messageFor(
  { db }: CheckoutShop,
  t: Translate,
  outcome: Refusal['outcome'] | 'open',
  refusal?: Refusal
): Promise<string> {
  if (outcome === 'open') return ''
  if (refusal?.outcome === 'refused') return writeText(refusal.problem, t)
  if (refusal?.outcome !== 'short') return t.of('checkout-staff:outcome', outcome)
  const names = await nameGoods(
    db,
    refusal.lines.map(({ goodId }) => goodId),
    t.language
  )
  const products = refusal.lines.map(({ goodId, available: n }) =>
    t('checkout-staff:short-product', { name: names.get(goodId) ?? goodId, n })
  )
  return t('checkout-staff:short', { products: products.join(t('checkout-staff:short-separator')) })
}

/** A language in its own words: `简体中文`. */
function ownName(language: string): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(language) ?? language
}

/** Each good once. */
function mergeLines(lines: { good: number; quantity: number }[], add?: number): Call['lines'] {
  const quantities = new Map<number, number>()
  for (const { good, quantity } of [...lines, ...(add ? [{ good: add, quantity: 1 }] : [])]) {
    quantities.set(good, (quantities.get(good) ?? 0) + quantity)
  }
  return [...quantities]
    .filter(([, quantity]) => quantity > 0)
    .map(([goodId, quantity]) => ({ goodId, quantity }))
}

function viewFound({ id, name, unit, price, currency, stock }: GoodSummary): Static<typeof Found> {
  return { good: id, name, unit, price, currency, stock }
}

const EDIT = { config: { permission: 'orders.edit' } }
const NewOrder = Type.Object(
  {
    order_id: Type.String({ format: 'uuid', description: 'As the last answer has it: it makes one order.' }),
    seen: Type.Optional(Text(64, 'As the last answer has it. Without it nothing is ordered.')),
    action: Type.Enum(['update', 'order'], { default: 'update' }),
    lines: Type.Optional(
      Type.Array(Type.Object({ good: RowId(), quantity: WholeNumber({ minimum: 0, maximum: 10_000 }) }), {
        maxItems: 200
      })
    ),
    add: Type.Optional(RowId('Another good.')),
    q: Type.Optional(Text(100, 'Goods to look for.')),
    language: Type.Optional(Text(35, 'What the customer reads, BCP 47: of the order and its mails.')),
    ...CheckoutValues.properties
  },
  { additionalProperties: false }
)
const Found = Type.Object({
  good: Type.Integer(),
  name: Type.String(),
  unit: Type.String(),
  price: Type.Integer(),
  currency: Type.String(),
  stock: Type.Integer()
})
const Answer = Type.Object({
  outcome: Type.String(),
  message: Type.Optional(Type.String()),
  order: Type.Optional(Type.Object({ id: Type.Integer(), number: Type.String() })),
  problems: Type.Optional(Type.Record(Type.String(), Type.String())),
  checkout: Type.Optional(CheckoutView),
  found: Type.Optional(Type.Array(Found))
})
const ANSWERS = { 200: Answer, 201: Answer, 409: Answer, 422: Answer }
const MOST_FOUND = 10
