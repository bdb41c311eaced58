import { type BlueprintApp, translatorOf } from '@larder/blueprint'
import { type Database, queryRows, statement } from '@larder/database'
import { decimalPrice } from '@larder/money'
import { type GoodStock, withStock } from '@larder/stock'
import { type Static, Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { picturesOf } from '../pictures/show-picture.js'
import { GoodRow } from '../schemas.js'
import { SHOP_LANGUAGE } from '../shop-language.js'

/**
 * All products for shopping services, in batches: all at once may not fit into memory. RSS 2.0 with
 * the elements of Google Merchant Center (product data specification,
 * https://support.google.com/merchants/answer/7052112).
 *
 * @throws BLUEPRINT_ERR_NO_ORIGIN where the app does not know how visitors reach it
 */
export function productFeed(app: BlueprintApp): AsyncIterable<string> {
  const options = { absolute: true, language: SHOP_LANGUAGE }
  const shop = app.urlFor('.list', {}, {}, options)
  const pictureOf = picturesOf(app)
  const { t } = translatorOf(app, SHOP_LANGUAGE)
  return write()

  async function* write(): AsyncGenerator<string> {
    yield `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">
<channel>
${element('title', new URL(shop).host)}${element('link', shop)}${element('description', t('goods:list.all'))}`
    for await (const goods of readGoods(app.db)) yield goods.map(writeItem).join('')
    yield '</channel>\n</rss>\n'
  }

  function writeItem(good: FeedGood & GoodStock): string {
    const price = decimalPrice(good.price, good.currency)
    if (price === undefined) return ''
    const picture = pictureOf(good.picture)?.large
    const elements = {
      id: String(good.id),
      title: good.name,
      description: [...(good.description || good.name)].slice(0, LONGEST_DESCRIPTION).join(''),
      link: app.urlFor('.show', { slug: good.slug }, {}, options),
      image_link: picture && !IS_DRAWING.test(picture) ? new URL(picture, shop).href : undefined,
      // Google takes a backorder with its date only, and none is known.
      availability: good.stock > 0 ? 'in_stock' : 'out_of_stock',
      price: `${price} ${good.currency}`,
      condition: 'new',
      product_type: good.category,
      // Neither a GTIN nor a brand is known. Google asks for them unless it is told so.
      identifier_exists: 'no'
    }
    const written = Object.entries(elements).map(([name, text]) =>
      text === undefined ? '' : element(`g:${name}`, text)
    )
    return `<item>\n${written.join('')}</item>\n`
  }
}

/** Characters. */
const LONGEST_DESCRIPTION = 5_000

/** Google takes no SVG. */
const IS_DRAWING = /\.svg(\?|$)/i

async function* readGoods(db: Database): AsyncGenerator<(FeedGood & GoodStock)[]> {
  for (let after = 0; ; ) {
    const goods = await queryRows(db, FIND_NEXT, [after, AT_ONCE])
    yield goods
    const last = goods.at(-1)
    if (!last || goods.length < AT_ONCE) return
    after = last.id
  }
}

const AT_ONCE = 500

const FeedGood = Type.Object({
  ...GoodRow.properties,
  description: Type.String(),
  category: Type.String()
})
type FeedGood = Static<typeof FeedGood>

const FIND_NEXT = withStock(
  statement(
    FeedGood,
    `SELECT ${SUMMARY}, g.description, c.name AS category
   FROM goods g JOIN categories c ON c.id = g.category_id WHERE g.id > $1 AND g.published ORDER BY g.id LIMIT $2`
  )
)

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>\n`
}

/** Leaves out what no XML document can hold, as most control characters (XML 1.0, 2.2). */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[<>&]/g, (character) => ENTITIES[character] ?? '')
}

const ENTITIES: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }
