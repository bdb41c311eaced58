import type { Translate } from '@larder/blueprint'
import type { PrismaClient } from '@larder/database'
import type { Actor } from '@larder/staff'
import { copyPictures } from '../../pictures/good-pictures.js'
import type { StaffGood } from './find-staff-good.js'
import { printGood } from './good-values.js'
import { type FindTaxCategories, insertGood, type SaveOutcome } from './save-good.js'

/**
 * Makes another good like this one, with its pictures. It is not published, is not reduced, and there is
 * none of it.
 */
export async function copyGood(
  db: PrismaClient,
  good: StaffGood,
  by: { actor: Actor; t: Translate; currency: string; findTaxCategories: FindTaxCategories; now?: Date }
): Promise<SaveOutcome> {
  const name = `${[...good.name].slice(0, LONGEST).join('')} (copy)`
  const values = { ...printGood(good), name, slug: '', regular_price: '' }
  const insert = () =>
    insertGood(db, values, {
      ...by,
      keptTax: good.taxCategory,
      inserted: (tx, id) => copyPictures(tx, { from: good.id, to: id })
    })
  const saved = await insert()
  // Another copy, made at once, took the slug that was free.
  return saved.outcome === 'problems' && saved.problems.slug ? insert() : saved
}

/** The column has 120 characters. */
const LONGEST = 113
