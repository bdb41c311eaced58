// What the shop's measured routes cost at least in Node: Fastify, pg with prepared statements, and Eta with the shop's own
// templates compiled once. The same queries, the same bytes, a line in an access log, and nothing else: no
// cascade, no hooks, no headers for security, no refusal of other sites' requests.
import { randomBytes, randomUUID } from 'node:crypto'
import Fastify from 'fastify'
import pino from 'pino'
import { placeOrder } from './orders.mjs'
import {
  addLine,
  findCart,
  findGood,
  findRelated,
  findReviews,
  listCategories,
  listDelivery,
  listGoods,
  pool
} from './queries.mjs'
import { cartOf, keepCart, sessionOf } from './sessions.mjs'
import { serveStatic } from './static.mjs'
import { render } from './views.mjs'

const [port, accessLog] = process.argv.slice(2)
const log = pino.destination({ dest: accessLog, sync: true })
const app = Fastify({ keepAliveTimeout: 75_000, trustProxy: '127.0.0.1' })

app.addHook('onResponse', async (request, reply) => {
  const { ip, method, url } = request
  log.write(`${ip} - - [${new Date().toISOString()}] "${method} ${url}" ${reply.statusCode}\n`)
})
// What is printed is shown by the measurement.
app.addHook('onError', async (_request, _reply, error) => console.error(error))
serveStatic(app)
const categoriesOfShop = await listCategories()

app.get('/users/login', (request, reply) => page(request, reply, 'users:login', { values: {} }))

const Page = { page: { type: 'integer', minimum: 1, maximum: 10_000, default: 1 } }
const list = { schema: { querystring: { type: 'object', properties: Page } } }

app.get('/goods', list, async (request, reply) => {
  const id = await cartOf(request)
  const [found, categories, cart] = await Promise.all([
    listGoods('/goods', request.query.page),
    listCategories(),
    id && findCart(id)
  ])
  const { page: number } = found
  const description = `All products: ${found.goods
    .slice(0, 6)
    .map(({ name }) => name)
    .join(', ')}.`
  const meta = { description, canonical: number > 1 ? `/goods?page=${number}` : '/goods' }
  const data = { ...found, nearest: [], categories, query: {}, meta }
  return page(request, reply, 'goods:list', data, cart)
})

app.get('/goods/get_goods', list, (request) => listGoods('/goods/get_goods', request.query.page))

app.get('/goods/:slug', async (request, reply) => {
  const good = await findGood(request.params.slug)
  if (!good) return reply.code(404).send({ message: 'We have no such good.' })
  const meta = { description: good.description, canonical: `/goods/${encodeURIComponent(good.slug)}` }
  // All that is known of the good that is asked for.
  const facts = good.vegan ? [{ label: 'Vegan', parts: [{ text: 'Yes', strong: false }] }] : []
  const [related, reviewed] = await Promise.all([findRelated(good), findReviews(good)])
  return page(request, reply, 'goods:show', { good, facts, meta, related, reviewed })
})

app.get('/carts', async (request, reply) => {
  const cart = await findCart(await cartOf(request))
  const delivery = cart.lines.length > 0 ? await listDelivery() : []
  return page(request, reply, 'carts:show', { ...cart, delivery }, cart)
})

const Line = {
  good: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
  quantity: { type: 'integer', minimum: 1, maximum: 99, default: 1 }
}
const add = { schema: { body: { type: 'object', required: ['good'], properties: Line } } }
app.post('/carts/lines', add, async (request, reply) => {
  const known = await cartOf(request)
  const cart = known ?? randomUUID()
  if (!(await addLine(cart, request.body))) return reply.code(404).send({ message: 'We have no such good.' })
  const answer = await findCart(cart)
  if (!known) {
    const id = randomBytes(24).toString('base64url')
    await keepCart(id, cart)
    reply.header('set-cookie', `session=${id}; Path=/; HttpOnly; SameSite=Lax`)
  }
  return answer
})

app.post('/checkout', async (request, reply) => {
  const order = await placeOrder(sessionOf(request), request.body)
  reply.code(201)
  return { outcome: 'placed', order, next: `/orders/${order}` }
})

process.on('SIGTERM', () => process.exit(0))
app.addHook('onClose', () => pool.end())
await app.listen({ port: Number(port), host: '127.0.0.1' })

function page({ url }, reply, template, data, cart) {
  return reply
    .header('cache-control', 'private, no-cache')
    .type('text/html; charset=utf-8')
    .send(render(template, url, { categoriesOfShop, ...data }, cart))
}
