import type { Translate } from '@larder/blueprint'
import { type Database, inTransaction, type PrismaClient } from '@larder/database'
import { type Actor, changesBetween, recordAudit } from '@larder/staff'
import { findStaffGood } from '../form/find-staff-good.js'
import { type GoodProblems, ownTexts, printTexts, type TextValues } from '../form/good-values.js'
import { readTexts } from '../form/read-good.js'

/** The texts of a good in another language than the shop's own. */
export interface Translation {
  id: number
  /** The good's. */
  version: number
  /** In the shop's own language. */
  defaults: TextValues
  /** Empty where those of the shop's own language are used. */
  texts: TextValues
}

/** The texts of a good in a language; undefined where there is no such good. */
export async function findTranslation(
  db: Database,
  goodId: number,
  language: string
): Promise<Translation | undefined> {
  const good = await findStaffGood(db, goodId)
  if (!good) return undefined
  const facts = await db.goodFacts.findUnique({ where: { goodId_language: { goodId, language } } })
  const { id, version } = good
  return { id, version, defaults: ownTexts(good), texts: printTexts(facts ?? {}) }
}

export type TranslationOutcome =
  | { outcome: 'saved'; id: number; version: number }
  | { outcome: 'problems'; problems: GoodProblems; now: Translation }
  /** Somebody has changed the good since it was shown. */
  | { outcome: 'changed'; theirs: Translation }
  | { outcome: 'gone' }

interface SentTranslation {
  id: number
  language: string
  /** That the sender saw. */
  version: number
  sent: Partial<TextValues>
}

/** Changes the texts that are sent, and no others. The search reads the good again. */
export function saveTranslation(
  db: PrismaClient,
  { id, language, version, sent }: SentTranslation,
  { actor, t, now = new Date() }: { actor: Actor; t: Translate; now?: Date }
): Promise<TranslationOutcome> {
  return inTransaction<TranslationOutcome>(db, async (tx) => {
    const before = await findTranslation(tx, id, language)
    if (!before) return { outcome: 'gone' }
    if (before.version !== version) return { outcome: 'changed', theirs: before }
    const values = { ...before.texts, ...sent }
    const { input, problems } = readTexts(values, t)
    if (!input) return { outcome: 'problems', problems, now: before }
    const changes = Object.entries(changesBetween(before.texts, values))
    if (changes.length === 0) return { outcome: 'saved', id, version }
    const data = { version: version + 1, updatedAt: now, termsVersion: 0 }
    const { count } = await tx.good.updateMany({ where: { id, version }, data })
    if (count === 0) return refusal(tx, id, language)
    await tx.goodFacts.deleteMany({ where: { goodId: id, language } })
    if (Object.values(input).some((text) => text !== null))
      await tx.goodFacts.create({ data: { goodId: id, language, ...input } })
    await recordAudit(tx, actor, {
      action: 'goods.translate',
      subject: ['good', id],
      changes: Object.fromEntries(changes.map(([field, change]) => [`${field} (${language})`, change]))
    })
    return { outcome: 'saved', id, version: version + 1 }
  })
}

async function refusal(tx: Database, id: number, language: string): Promise<TranslationOutcome> {
  const theirs = await findTranslation(tx, id, language)
  return theirs ? { outcome: 'changed', theirs } : { outcome: 'gone' }
}
