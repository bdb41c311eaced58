import { type Database, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { isSlug } from './is-slug.js'
import { COVER } from './pictures/cover.js'
import { type GoodPicture, PICTURES, readPictures } from './pictures/good-pictures.js'
import { GoodRow, type GoodSummary, type GoodView } from './schemas.js'

/** What the page of a good shows. */
export interface FoundGood extends GoodView {
  /** In their order. */
  pictures: GoodPicture[]
}

/** A good by its slug; undefined where there is none, or it is not published. */
export async function findGood(db: Database, slug: string): Promise<FoundGood | undefined> {
  const [found] = await queryRows(db, FIND_GOOD, [slug])
  if (!found) return undefined
  const { categorySlug, categoryName, pictures, ...good } = found
  return { ...good, category: { slug: categorySlug, name: categoryName }, pictures: readPictures(pictures) }
}

/** The published goods of these ids, in no order. Unknown ids are left out. */
export function findGoods(db: Database, ids: number[]): Promise<GoodSummary[]> {
  return queryRows(db, FIND_GOODS, [JSON.stringify(ids)])
}

/** What the goods of these ids are called, also those that are not published any more. */
export async function nameGoods(db: Database, ids: readonly number[]): Promise<Map<number, string>> {
  const goods = await db.good.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true }
  })
  return new Map(goods.map(({ id, name }) => [id, name]))
}

/** The columns of a GoodRow, of the table `goods g`. */
export const SUMMARY = `g.id, g.slug, g.name, g.unit, g.price, g.currency, g.deposit, ${COVER} AS picture`

const FIND_GOOD = withStock(
  statement(
    Type.Object({
      ...GoodRow.properties,
      description: Type.String(),
      categorySlug: Type.String(),
      categoryName: Type.String(),
      pictures: Type.Union([Type.String(), Type.Null()])
    }),
    { postgresql: findText(PICTURES.postgresql), mysql: findText(PICTURES.mysql) }
  )
)

function findText(pictures: string): string {
  return `SELECT ${SUMMARY}, g.description, c.slug AS "categorySlug", c.name AS "categoryName", ${pictures} AS pictures
     FROM goods g JOIN categories c ON c.id = g.category_id WHERE ${isSlug('g.slug', '$1')} AND g.published`
}

const FIND_GOODS = withStock(
  statement(GoodRow, {
    postgresql: `SELECT ${SUMMARY} FROM goods g WHERE g.id = ANY(translate($1, '[]', '{}')::int[]) AND g.published`,
    mysql: `SELECT ${SUMMARY} FROM goods g
     WHERE g.id IN (SELECT id FROM JSON_TABLE($1, '$[*]' COLUMNS (id INT PATH '$')) AS wanted) AND g.published`
  })
)
