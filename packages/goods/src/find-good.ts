import { Allergen, type Database, queryRows, statement } from '@larder/database'
import { type GoodStock, withStock } from '@larder/stock'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { isSlug } from './is-slug.js'
import { COVER } from './pictures/cover.js'
import { type GoodPicture, PICTURES, readPictures } from './pictures/good-pictures.js'
import { Facts, GoodColumns, GoodRow, type GoodSummary, type GoodView, Nutrition, OrNull } from './schemas.js'
import { SHOP_LANGUAGE } from './shop-language.js'
import { type Translated, translateGood, translateGoods } from './translate-goods.js'

/** What the page of a good shows. */
export interface FoundGood extends GoodView, Translated {
  /** In their order. */
  pictures: GoodPicture[]
}

/**
 * A good by its slug, with its category and facts; undefined where there is none, or it is not
 * published. In another language than the shop's own it says which texts are not translated.
 */
export async function findGood(
  db: Database,
  slug: string,
  language = SHOP_LANGUAGE
): Promise<FoundGood | undefined> {
  const [found] = await queryRows(db, FIND_BY_SLUG, [slug, SHOP_LANGUAGE])
  return found && translateGood(db, viewOf(found), language)
}

/** The same by its id, published or not. */
export async function findGoodById(
  db: Database,
  id: number,
  language = SHOP_LANGUAGE
): Promise<FoundGood | undefined> {
  const [found] = await queryRows(db, FIND_BY_ID, [id, SHOP_LANGUAGE])
  return found && translateGood(db, viewOf(found), language)
}

/** The published goods of these ids, in no order. Unknown ids are left out. */
export async function findGoods(
  db: Database,
  ids: number[],
  language = SHOP_LANGUAGE
): Promise<GoodSummary[]> {
  return translateGoods(db, await queryRows(db, FIND_GOODS, [JSON.stringify(ids)]), language)
}

/** What the goods of these ids are called, also those that are not published any more. */
export async function nameGoods(
  db: Database,
  ids: readonly number[],
  language = SHOP_LANGUAGE
): Promise<Map<number, string>> {
  const goods = await db.good.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, name: true, unit: true }
  })
  const translated = await translateGoods(db, goods, language)
  return new Map(translated.map(({ id, name }) => [id, name]))
}

/** The columns of a GoodRow, of the table `goods g`. */
export const SUMMARY = `g.id, g.slug, g.name, g.unit, g.price, g.currency, g.regular_price, g.prior_price, g.deposit,
  g.content, g.content_unit, g.drained,
  ${COVER} AS picture`

const NumberOrNone = OrNull(Type.Integer())

const FoundRow = Type.Object({
  ...GoodRow.properties,
  ...GoodColumns.properties,
  ...Facts.properties,
  category_slug: Type.String(),
  category_name: Type.String(),
  /** `milk,nuts?`: there may be traces of the second. */
  allergens: OrNull(Type.String()),
  pictures: OrNull(Type.String()),
  // None of a good without nutrition.
  basis: OrNull(Nutrition.properties.basis),
  energy_kj: NumberOrNone,
  energy_kcal: NumberOrNone,
  fat: NumberOrNone,
  saturates: NumberOrNone,
  carbohydrate: NumberOrNone,
  sugars: NumberOrNone,
  protein: NumberOrNone,
  salt: NumberOrNone,
  alcohol: NumberOrNone
})

const DETAILS = `g.description, g.weighed, g.vegan, g.grade, g.organic_code, g.season,
  f.legal_name, f.ingredients, f.origin, f.storage, f.instructions, f.producer,
  n.basis, n.energy_kj, n.energy_kcal, n.fat, n.saturates, n.carbohydrate, n.sugars, n.protein, n.salt, n.alcohol,
  c.slug AS category_slug, c.name AS category_name`

const JOINED = `goods g JOIN categories c ON c.id = g.category_id
  LEFT JOIN good_facts f ON f.good_id = g.id AND f.language = $2
  LEFT JOIN good_nutrition n ON n.good_id = g.id`

const FIND_BY_SLUG = findOne(`${isSlug('g.slug', '$1')} AND g.published`)
const FIND_BY_ID = findOne('g.id = $1')

function findOne(condition: string) {
  const text = (allergens: string, pictures: string) => `SELECT ${SUMMARY}, ${DETAILS},
      (SELECT ${allergens} FROM good_allergens a WHERE a.good_id = g.id) AS allergens, ${pictures} AS pictures
    FROM ${JOINED} WHERE ${condition}`
  return withStock(
    statement(FoundRow, {
      postgresql: text(
        `string_agg(a.allergen || CASE WHEN a.traces THEN '?' ELSE '' END, ',' ORDER BY a.allergen)`,
        PICTURES.postgresql
      ),
      mysql: text(
        `GROUP_CONCAT(CONCAT(a.allergen, IF(a.traces, '?', '')) ORDER BY a.allergen)`,
        PICTURES.mysql
      )
    })
  )
}

function viewOf(found: Static<typeof FoundRow> & GoodStock): FoundGood {
  const { category_slug: slug, category_name: name, allergens, pictures, ...columns } = found
  const { legal_name, ingredients, origin, storage, instructions, producer, ...others } = columns
  const {
    basis,
    energy_kj,
    energy_kcal,
    fat,
    saturates,
    carbohydrate,
    sugars,
    protein,
    salt,
    alcohol,
    ...good
  } = others
  const energy = { energy_kj, energy_kcal }
  const nutrition = { basis, ...energy, fat, saturates, carbohydrate, sugars, protein, salt, alcohol }
  return {
    ...good,
    category: { slug, name },
    facts: { legal_name, ingredients, origin, storage, instructions, producer },
    allergens: Object.values(Allergen).flatMap((allergen) => listAllergen(allergen, allergens ?? '')),
    nutrition: NUTRITION.Check(nutrition) ? nutrition : null,
    pictures: readPictures(pictures)
  }
}

function listAllergen(allergen: Allergen, found: string): GoodView['allergens'] {
  const names = found.split(',')
  if (names.includes(allergen)) return [{ allergen, traces: false }]
  return names.includes(`${allergen}?`) ? [{ allergen, traces: true }] : []
}

const NUTRITION = Compile(Nutrition)

const FIND_GOODS = withStock(
  statement(GoodRow, {
    postgresql: `SELECT ${SUMMARY} FROM goods g WHERE g.id = ANY(translate($1, '[]', '{}')::int[]) AND g.published`,
    mysql: `SELECT ${SUMMARY} FROM goods g
     WHERE g.id IN (SELECT id FROM JSON_TABLE($1, '$[*]' COLUMNS (id INT PATH '$')) AS wanted) AND g.published`
  })
)
