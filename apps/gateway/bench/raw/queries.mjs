import pg from 'pg'
import { countFacets } from './facets.mjs'

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

const PAGE_SIZE = 24
const PICTURE =
  "(SELECT '/pictures/' || picture FROM good_pictures WHERE good_id = g.id AND position = 1) AS picture"
const SUMMARY = `g.id, g.slug, g.name, g.unit, g.price, g.currency, g.deposit, g.content, g.content_unit, g.drained,
  ${PICTURE}, s.on_hand AS stock, s.backorder`
const GOODS = 'goods g JOIN stock_levels s ON s.good_id = g.id'

/** @param path where the list is, for the links to its other pages */
export async function listGoods(path, page) {
  const listed = query(
    'list-goods',
    `SELECT ${SUMMARY}, (SELECT count(*)::int FROM goods) AS total
     FROM ${GOODS} ORDER BY name, id LIMIT ${PAGE_SIZE} OFFSET $1`,
    (page - 1) * PAGE_SIZE
  )
  const [rows, facets] = await Promise.all([listed, countFacets()])
  const total = rows[0]?.total ?? 0
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE))
  return {
    goods: rows.map(({ total, ...good }) => good),
    total,
    more: false,
    page,
    pages,
    previous: page > 1 ? `${path}${page > 2 ? `?page=${page - 1}` : ''}` : null,
    next: page < pages ? `${path}?page=${page + 1}` : null,
    did_you_mean: null,
    facets
  }
}

export function listCategories() {
  return query('list-categories', 'SELECT slug, name FROM categories ORDER BY position')
}

export async function findGood(slug) {
  const [row] = await query(
    'find-good',
    `SELECT ${SUMMARY}, g.description, g.regular_price, g.vegan, c.slug AS category_slug, c.name AS category_name
     FROM ${GOODS} JOIN categories c ON c.id = g.category_id WHERE g.slug = $1`,
    slug
  )
  if (!row) return undefined
  const { category_slug, category_name, ...good } = row
  return { ...good, category: { slug: category_slug, name: category_name }, pictures: [] }
}

export async function findCart(cart) {
  const rows = await query(
    'find-cart',
    `SELECT l.quantity, ${SUMMARY} FROM ${GOODS} JOIN cart_lines l ON g.id = l.good_id
     WHERE l.cart_id = $1 ORDER BY l.added_at, l.good_id`,
    cart
  )
  const lines = rows.map(({ quantity, ...good }) => ({
    good,
    quantity,
    total: quantity * (good.price + good.deposit)
  }))
  const sum = (field) => lines.reduce((sum, line) => sum + line[field], 0)
  return { lines, count: sum('quantity'), total: sum('total'), currency: 'EUR' }
}

/** The ways of delivery, with their prices. */
export function listDelivery() {
  return query(
    'list-delivery',
    'SELECT name, price, free_from, min_total FROM delivery_methods WHERE active ORDER BY position, id'
  )
}

/** @returns whether there is such a good */
export async function addLine(cart, { good, quantity }) {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    await client.query({
      name: 'open-cart',
      text: 'INSERT INTO carts (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = EXCLUDED.id',
      values: [cart]
    })
    const stock = await client.query({
      name: 'find-stock',
      text: 'SELECT on_hand AS stock FROM stock_levels WHERE good_id = $1',
      values: [good]
    })
    const most = Math.min(stock.rows[0]?.stock ?? 0, 99)
    if (most > 0)
      await client.query({
        name: 'add-line',
        text: `INSERT INTO cart_lines (cart_id, good_id, quantity) VALUES ($1, $2, $3) ON CONFLICT (cart_id, good_id)
               DO UPDATE SET quantity = LEAST(cart_lines.quantity + EXCLUDED.quantity, $4)`,
        values: [cart, good, Math.min(quantity, most), most]
      })
    await client.query(most > 0 ? 'COMMIT' : 'ROLLBACK')
    return most > 0
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

export async function query(name, text, ...values) {
  const { rows } = await pool.query({ name, text, values })
  return rows
}
