import { createMissing, type Database, violatedConstraint } from '@larder/database'

/** How many goods a customer may save. */
export const MOST_FAVOURITES = 200

/** The ids of the goods that a customer saved, the last first. */
export async function listFavourites(db: Database, userId: number): Promise<number[]> {
  const rows = await db.favourite.findMany({
    where: { userId },
    orderBy: [{ savedAt: 'desc' }, { goodId: 'desc' }],
    select: { goodId: true }
  })
  return rows.map(({ goodId }) => goodId)
}

export async function isFavourite(db: Database, userId: number, goodId: number): Promise<boolean> {
  const where = { userId_goodId: { userId, goodId } }
  return (await db.favourite.findUnique({ where, select: { goodId: true } })) !== null
}

/**
 * Saves a good for later. One that is saved already stays where it is.
 *
 * @returns `gone` where the customer or the good was removed
 */
export async function addFavourite(
  db: Database,
  userId: number,
  goodId: number
): Promise<'saved' | 'full' | 'gone'> {
  // Simultaneous additions may pass the limit by a few.
  if ((await db.favourite.count({ where: { userId } })) >= MOST_FAVOURITES)
    return (await isFavourite(db, userId, goodId)) ? 'saved' : 'full'
  try {
    await createMissing(db, db.favourite, [{ userId, goodId, savedAt: new Date() }])
    return 'saved'
  } catch (error) {
    if (violatedConstraint(error)?.endsWith('_fkey')) return 'gone'
    throw error
  }
}

export async function removeFavourite(db: Database, userId: number, goodId: number): Promise<void> {
  await db.favourite.deleteMany({ where: { userId, goodId } })
}
