import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { BERLIN } from '@larder/checkout/testing'
import { createClient, type PrismaClient } from '@larder/database'
import { recordedOrders, startLarder } from './contenders.js'
import type { ShopDatabase } from './database.js'
import { ask, type Request } from './load.js'
import { type Recorded, recordStatements } from './record-statements.js'
import { fillCart, jsonPost } from './requests.js'
import type { Undo } from './undo.js'

/** A shop in which somebody is about to order. */
export interface OrderingShop extends ShopDatabase {
  /** So many guests who have only to press the last button; each with a cart and a checkout of their own. */
  prepareOrders(count: number): Promise<Request[]>
}

/** Raw sends what these tell again: docs/performance.md. */
export interface RecordedOrder {
  seen: string
  /** What is another with each order: the ids of its rows. */
  own: { session: string; cart: string; checkout: string; order: string; number: string }
  statements: Recorded[]
}

interface Draft {
  seen: string
  rows: Awaited<ReturnType<typeof findRows>>
}

/** Of other goods each, so that not all wait for the same rows. */
const DRAFTS = 16
const GOODS = 3

const VALUES = { ...BERLIN, delivery: 'post', payment_method: 'transfer' }

/**
 * Goes to the last button with some carts, which guests are then copied from. On PostgreSQL it presses it once, and writes the
 * statements of it down for raw.
 */
export async function draftOrders(undo: Undo, shop: ShopDatabase, folder: string): Promise<OrderingShop> {
  const { url, goods } = shop
  const recorder = url.startsWith('mysql') ? undefined : await recordStatements(undo, url)
  const larder = await startLarder(undo, recorder?.url ?? url, folder)
  const db = createClient(url)
  undo.later(() => db.$disconnect())
  // Numbers that nothing else in a statement looks like.
  if (recorder) await db.$executeRawUnsafe('ALTER SEQUENCE orders_id_seq RESTART 7000001')
  const drafts: Draft[] = []
  const orders: RecordedOrder[] = []
  for (let place = 0; place < DRAFTS; place++) {
    const wanted = goods.slice(place * GOODS, (place + 1) * GOODS)
    const { cookie, checkout, seen } = await fillCheckout(larder.origin, wanted)
    const rows = await findRows(db, cookie, checkout)
    drafts.push({ seen, rows })
    if (!recorder) continue
    let number = ''
    const statements = await recorder.during(async () => {
      const { text } = await ask(larder.origin, orderOf(checkout, seen, cookie))
      number = JSON.parse(text).order
    })
    const { id: order } = await db.order.findUniqueOrThrow({ where: { number }, select: { id: true } })
    const own = { session: rows.session.id, cart: rows.cartId, checkout, order: `${order}`, number }
    orders.push({ seen, own, statements: statements.filter(({ text }) => !TAKES_TASKS.test(text)) })
  }
  await larder.stop()
  if (recorder) await writeFile(recordedOrders(folder), JSON.stringify(orders))
  return { ...shop, prepareOrders: (count) => copyDrafts(db, drafts, count) }
}

/** The worker's own question, which may fall between. */
const TAKES_TASKS = /FROM "public"\."tasks"/

interface Opened {
  checkout: { checkout_id: string; seen: string }
}

async function fillCheckout(origin: string, goods: number[]) {
  const cookie = await fillCart(origin, goods)
  const headers = { accept: 'application/json', cookie }
  const opened = await ask(origin, { method: 'GET', path: '/checkout', headers })
  const { checkout_id: checkout }: Opened['checkout'] = JSON.parse(opened.text).checkout
  const filled = await ask(origin, jsonPost('/checkout', { checkout_id: checkout, ...VALUES }, cookie))
  const { seen }: Opened['checkout'] = JSON.parse(filled.text).checkout
  return { cookie, checkout, seen }
}

function orderOf(checkout: string, seen: string, cookie: string): Request {
  return jsonPost('/checkout', { checkout_id: checkout, seen, action: 'order', ...VALUES }, cookie)
}

async function findRows(db: PrismaClient, cookie: string, checkoutId: string) {
  const id = hash(cookie.split('=')[1] ?? '')
  const session = await db.session.findUniqueOrThrow({ where: { id } })
  const checkout = await db.checkout.findUniqueOrThrow({ where: { id: checkoutId } })
  const { cartId } = checkout
  return { session, checkout, cartId, lines: await db.cartLine.findMany({ where: { cartId } }) }
}

async function copyDrafts(db: PrismaClient, drafts: Draft[], count: number): Promise<Request[]> {
  const copies = Array.from({ length: Math.ceil(count / drafts.length) }, () => drafts.map(copy)).flat()
  await db.session.createMany({ data: copies.map(({ session }) => session) })
  await db.cart.createMany({ data: copies.map(({ checkout }) => ({ id: checkout.cartId })) })
  await db.cartLine.createMany({ data: copies.flatMap(({ lines }) => lines) })
  await db.checkout.createMany({ data: copies.map(({ checkout }) => checkout) })
  return copies.map(({ request }) => request)
}

function copy({ seen, rows }: Draft) {
  const cookie = randomBytes(24).toString('base64url')
  const [cartId, id] = [randomUUID(), randomUUID()]
  return {
    session: {
      ...rows.session,
      id: hash(cookie),
      data: rows.session.data.replaceAll(rows.cartId, cartId)
    },
    lines: rows.lines.map((line) => ({ ...line, cartId })),
    checkout: { ...rows.checkout, id, cartId, openCartId: cartId },
    request: orderOf(id, seen, `session=${cookie}`)
  }
}

function hash(cookie: string): string {
  return createHash('sha256').update(cookie).digest('base64url')
}
