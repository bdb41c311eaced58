import { type Database, inTransaction, type PrismaClient } from '@larder/database'
import { type Actor, recordAudit } from '@larder/staff'
import { type CategoryOutcome, changeNames, findCategory, refusal } from './change-categories.js'

/** A category with its name in another language than the shop's own. */
export interface TranslatedCategory {
  id: number
  /** In the shop's own language. */
  name: string
  version: number
  /** Empty where visitors see that one. */
  translation: string
}

/** All categories with their names in a language, in the order in which visitors see them. */
export async function listTranslated(db: Database, language: string): Promise<TranslatedCategory[]> {
  const translations = { where: { language }, select: { name: true } }
  const categories = await db.category.findMany({
    select: { id: true, name: true, version: true, translations },
    orderBy: [{ position: 'asc' }, { id: 'asc' }]
  })
  return categories.map(({ translations: [translation], ...category }) => {
    return { ...category, translation: translation?.name ?? '' }
  })
}

interface SentName {
  id: number
  language: string
  /** Of the category, that the sender saw. */
  version: number
  /** Empty: visitors see the shop's own name again. */
  name: string
}

/** Names a category in another language. */
export function translateCategory(
  db: PrismaClient,
  { id, language, version, name: typed }: SentName,
  actor: Actor
): Promise<CategoryOutcome> {
  const name = typed.trim()
  return inTransaction(db, async (tx) => {
    const category = await findCategory(tx, id)
    if (!category) return { outcome: 'gone' }
    const data = { version: version + 1, updatedAt: new Date() }
    const { count } = await tx.category.updateMany({ where: { id, version }, data })
    if (count === 0) return refusal(tx, id)
    const key = { categoryId: id, language }
    const before = await tx.categoryTranslation.findUnique({ where: { categoryId_language: key } })
    await changeNames(tx, async () => {
      await tx.categoryTranslation.deleteMany({ where: key })
      if (name !== '') await tx.categoryTranslation.create({ data: { ...key, name } })
    })
    // The search finds goods by the name of their category.
    await tx.good.updateMany({ where: { categoryId: id }, data: { termsVersion: 0 } })
    const changes = { [`name (${language})`]: [before?.name ?? null, name || null] } as const
    await recordAudit(tx, actor, { action: 'goods.translate-category', subject: ['category', id], changes })
    return { outcome: 'saved', id, name: category.name }
  })
}
