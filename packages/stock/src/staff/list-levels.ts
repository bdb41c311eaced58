import type { Database } from '@larder/database'
import { asPage, type ListPage, type PageQuery, pageOf } from '@larder/staff'
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
  const { cursor, ...page } = pageOf(place, PER_PAGE)
  const levels = await db.stockLevel.findMany({
    where: levelsWhere(db, show),
    orderBy: show === 'low' ? [{ onHand: 'asc' }, { goodId: 'asc' }] : { goodId: 'asc' },
    ...page,
    ...(cursor && { cursor: { goodId: cursor.id } })
  })
  return asPage(levels.map(listed), place, PER_PAGE)
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
  const movements = await db.stockMovement.findMany({
    where: { goodId },
    orderBy: { id: 'desc' },
    ...pageOf(place, PER_PAGE)
  })
  const rows = movements.map(({ id, at, quantity, kind, ref, note }) => ({
    id,
    at: at.toISOString(),
    quantity,
    kind,
    ref,
    note
  }))
  return asPage(rows, place, PER_PAGE)
}
