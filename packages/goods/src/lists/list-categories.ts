import { type Database, queryRows, statement } from '@larder/database'
import { isSlug } from '../is-slug.js'
import { CategoryView } from '../schemas.js'
import { SHOP_LANGUAGE } from '../shop-language.js'

/** All categories, in the order of their positions. Without a name in the language they have the shop's own. */
export function listCategories(db: Database, language = SHOP_LANGUAGE): Promise<CategoryView[]> {
  return language === SHOP_LANGUAGE
    ? queryRows(db, LIST_CATEGORIES)
    : queryRows(db, LIST_TRANSLATED, [language, SHOP_LANGUAGE])
}

/** A category by its slug; undefined where there is none. */
export async function findCategory(db: Database, slug: string): Promise<CategoryView | undefined> {
  const [category] = await queryRows(db, FIND_CATEGORY, [slug])
  return category
}

const LIST_CATEGORIES = statement(CategoryView, 'SELECT slug, name FROM categories ORDER BY position')

const text = (cast: string) => `SELECT c.slug, COALESCE(t.name, c.name) AS name,
    CASE WHEN t.name IS NULL THEN $2${cast} ELSE $1${cast} END AS language
  FROM categories c LEFT JOIN category_translations t ON t.category_id = c.id AND t.language = $1
  ORDER BY c.position`
const LIST_TRANSLATED = statement(CategoryView, { postgresql: text('::text'), mysql: text('') })

const FIND_CATEGORY = statement(
  CategoryView,
  `SELECT slug, name FROM categories WHERE ${isSlug('slug', '$1')}`
)
