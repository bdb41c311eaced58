import pg from 'pg'
import { countFacets } from './facets.mjs'

export const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })

const PAGE_SIZE = 24
const PICTURE =
  "(SELECT '/pictures/' || picture FROM good_pictures WHERE good_id = g.id AND position = 1) AS picture"
const SUMMARY = `g.id, g.slug, g.name, g.unit, g.price, g.currency, g.regular_price, g.prior_price, g.deposit,
  g.content, g.content_unit, g.drained, ${PICTURE}, s.on_hand AS stock, s.backorder`
const GOODS = 'goods g JOIN stock_levels s ON s.good_id = g.id'

/** @param path where the list is, for the links to its other pages */
export async function listGoods(path, page) {
  const listed = query(
    'list-goods',
    `SELECT ${SUMMARY}, (SELECT count(*)::int FROM goods WHERE published) AS total
     FROM ${GOODS} WHERE g.published ORDER BY name, id LIMIT ${PAGE_SIZE} OFFSET $1`,
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

/** With all that its page may show, as the shop reads it. */
export async function findGood(slug) {
  const [row] = await query(
    'find-good',
    `SELECT ${SUMMARY}, g.description, g.weighed, g.vegan, g.grade, g.organic_code, g.season,
       f.legal_name, f.ingredients, f.origin, f.storage, f.instructions, f.producer, to_json(n) AS nutrition,
       (SELECT json_agg(a ORDER BY a.allergen) FROM good_allergens a WHERE a.good_id = g.id) AS allergens,
       (SELECT json_agg(json_build_object('src', '/pictures/' || p.picture, 'alt', p.alt) ORDER BY p.position)
        FROM good_pictures p WHERE p.good_id = g.id) AS pictures,
       c.slug AS category_slug, c.name AS category_name
     FROM ${GOODS} JOIN categories c ON c.id = g.category_id
       LEFT JOIN good_facts f ON f.good_id = g.id AND f.language = 'en'
       LEFT JOIN good_nutrition n ON n.good_id = g.id
     WHERE g.slug = $1 AND g.published`,
    slug
  )
  if (!row) return undefined
  const { category_slug, category_name, pictures, ...good } = row
  return { ...good, category: { slug: category_slug, name: category_name }, pictures: pictures ?? [] }
}

/** What is ordered with a good, where there is enough of that, else goods of its category. */
export async function findRelated({ id, stock, backorder }) {
  const rows = await query(
    'find-related',
    `SELECT ${SUMMARY}, r.kind FROM related_goods r JOIN ${GOODS} ON g.id = r.related_id
     WHERE r.good_id = $1 AND g.published AND g.available ORDER BY r.kind, r.place`,
    id
  )
  const together = stock === 0 && !backorder ? [] : rows.filter(({ kind }) => kind === 'together')
  const kind = together.length >= 3 ? 'together' : 'alike'
  return { kind, goods: rows.filter((row) => row.kind === kind).slice(0, 6) }
}

/** The newest that everybody sees, five of them, and the average of all. */
export async function findReviews({ id }) {
  const [[{ count, average }], rows] = await Promise.all([
    query(
      'rate-good',
      `SELECT count(*)::int AS count, round(avg(stars), 1)::float AS average
       FROM reviews WHERE good_id = $1 AND status = 'approved'`,
      id
    ),
    query(
      'list-reviews',
      `SELECT id, stars, title, text, signature, language, written_at
       FROM reviews WHERE good_id = $1 AND status = 'approved' ORDER BY id DESC LIMIT 6`,
      id
    )
  ])
  const reviews = rows.slice(0, 5)
  return { count, average, reviews, next: rows.length > 5 ? reviews[4].id : null }
}

export async function findCart(cart) {
  const rows = await query(
    'find-cart',
    `SELECT l.quantity, ${SUMMARY} FROM ${GOODS} JOIN cart_lines l ON g.id = l.good_id
     WHERE l.cart_id = $1 AND g.published ORDER BY l.added_at, l.good_id`,
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
      text: `SELECT s.on_hand AS stock, s.backorder FROM ${GOODS} WHERE g.id = $1 AND g.published`,
      values: [good]
    })
    const most = mostInCart(stock.rows[0] ?? { stock: 0, backorder: false })
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

export function mostInCart({ stock, backorder }) {
  return backorder ? 99 : Math.min(stock, 99)
}

export async function query(name, text, ...values) {
  const { rows } = await pool.query({ name, text, values })
  return rows
}
