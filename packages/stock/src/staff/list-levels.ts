import type { Database, Prisma } from '@larder/database'
import { type ListPage, type PageQuery, readPage } from '@larder/staff'
import type { StockLevel } from '../stock-levels.js'

/** `low` are those that are sold out, or that staff want to be told of; `all` are by number. */
export type ShownLevels = 'low' | 'all'

/** A level with the number of its good for its id. */
export interface ListedLevel extends Omit<StockLevel, 'goodId'> {
  id: number
}

/** A page of the levels, of the low ones the lowest first. */
export async function listLevels(
  db: Database,
  { show = 'low', ...place }: PageQuery & { show?: ShownLevels }
): Promise<ListPage<ListedLevel>> {
  const where = levelsWhere(db, show)
  const orderBy: Prisma.StockLevelOrderByWithRelationInput[] =
    show === 'low' ? [{ onHand: 'asc' }, { goodId: 'asc' }] : [{ goodId: 'asc' }]
  return readPage(place, PER_PAGE, async ({ cursor, ...take }) => {
    const from = cursor && { cursor: { goodId: cursor.id } }
    return (await db.stockLevel.findMany({ where, orderBy, ...take, ...from })).map(listed)
  })
}

/** Some of the levels, by the numbers of their goods, from the one after `after` on. */
export async function readLevels(
  db: Database,
  show: ShownLevels = 'low',
  { after, take }: { after: number; take: number }
): Promise<ListedLevel[]> {
  const where = { AND: [levelsWhere(db, show), { goodId: { gt: after } }] }
  const levels = await db.stockLevel.findMany({ where, orderBy: { goodId: 'asc' }, take })
  return levels.map(listed)
}

export function countLevels(db: Database, show: ShownLevels = 'low'): Promise<number> {
  return db.stockLevel.count({ where: levelsWhere(db, show) })
}

function listed({ goodId: id, ...level }: StockLevel): ListedLevel {
  return { id, ...level }
}

function levelsWhere(db: Database, show: ShownLevels) {
  return show === 'low' ? whereLow(db) : {}
}

/** How many goods are low. */
export function countLow(db: Database): Promise<number> {
  return db.stockLevel.count({ where: whereLow(db) })
}

function whereLow(db: Database) {
  return {
    OR: [{ onHand: { lte: 0 }, backorder: false }, { onHand: { lte: db.stockLevel.fields.lowAt } }]
  }
}

const PER_PAGE = 50

export interface ListedMovement {
  id: number
  at: string
  quantity: number
  kind: string
  ref: string | null
  note: string
}

/** A page of what moved of a good, the latest first. */
export async function listMovements(
  db: Database,
  goodId: number,
  place: PageQuery
): Promise<ListPage<ListedMovement>> {
  const { rows, ...page } = await readPage(place, PER_PAGE, (take) =>
    db.stockMovement.findMany({ where: { goodId }, select: MOVEMENT, orderBy: { id: 'desc' }, ...take })
  )
  return { rows: rows.map((row) => ({ ...row, at: row.at.toISOString() })), ...page }
}

const MOVEMENT = {
  ...{ id: true, at: true, quantity: true, kind: true, ref: true, note: true }
} satisfies Prisma.StockMovementSelect
