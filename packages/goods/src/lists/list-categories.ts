import { type Database, queryRows, statement } from '@larder/database'
import { isSlug } from '../is-slug.js'
import { CategoryView } from '../schemas.js'

/** All categories, in the order of their positions. */
export function listCategories(db: Database): Promise<CategoryView[]> {
  return queryRows(db, LIST_CATEGORIES)
}

/** A category by its slug; undefined where there is none. */
export async function findCategory(db: Database, slug: string): Promise<CategoryView | undefined> {
  const [category] = await queryRows(db, FIND_CATEGORY, [slug])
  return category
}

const LIST_CATEGORIES = statement(CategoryView, 'SELECT slug, name FROM categories ORDER BY position')
/** SQL for the id of the category of a slug. */
export function categoryOf(slug: string): string {
  return `(SELECT id FROM categories WHERE ${isSlug('slug', slug)})`
}

const FIND_CATEGORY = statement(
  CategoryView,
  `SELECT slug, name FROM categories WHERE ${isSlug('slug', '$1')}`
)
