import type { Database } from '@larder/database'

/** The newest first. */
export function listRecipes(db: Database) {
  return db.recipe.findMany({ select: SUMMARY, orderBy: { id: 'desc' } })
}

/** What can be made of a good. */
export function listRecipesOf(db: Database, goodId: number) {
  return db.recipe.findMany({ select: SUMMARY, where: { goodId }, orderBy: { id: 'desc' } })
}

export function findRecipe(db: Database, slug: string) {
  const select = { ...SUMMARY, text: true, good: { select: { slug: true, name: true } } }
  return db.recipe.findUnique({ where: { slug }, select })
}

const SUMMARY = { slug: true, title: true } as const
