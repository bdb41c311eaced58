import { createHash } from 'node:crypto'
import { createMissing, type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { type Address, inputOf } from '../address.js'

/** An address of a customer's book. */
export interface BookedAddress {
  id: number
  /** What the checkout begins with. A customer has one default, or none. */
  isDefault: boolean
  address: Address
}

/** How many addresses a customer may have. */
export const MOST_ADDRESSES = 20

/** The default first, then the one that was used last. */
export async function findAddresses(db: Database, userId: number): Promise<BookedAddress[]> {
  const rows = await db.address.findMany({ where: { userId }, orderBy: [{ usedAt: 'desc' }, { id: 'desc' }] })
  const book = rows.map(({ id, defaultOf, userId, hash, usedAt, ...address }) => {
    return { id, isDefault: defaultOf !== null, address }
  })
  return book.sort((one, other) => Number(other.isDefault) - Number(one.isDefault))
}

/** @returns undefined where the customer has no such address */
export async function findAddress(
  db: Database,
  userId: number,
  id: number
): Promise<BookedAddress | undefined> {
  const book = await findAddresses(db, userId)
  return book.find((booked) => booked.id === id)
}

export type SaveOutcome = { outcome: 'saved'; id: number } | { outcome: 'full' }

/**
 * Adds an address. One that the customer has already counts as used now.
 *
 * @param tx a transaction
 * @param address as `checkAddress` has it
 * @param now the transaction's time
 */
export async function saveAddress(
  tx: Database,
  userId: number,
  address: Address,
  now: Date
): Promise<SaveOutcome> {
  const book = await lockBook(tx, userId)
  const hash = hashAddress(address)
  const same = findSame(book, hash)
  if (same) {
    await tx.address.update({ where: { id: same.id }, data: { usedAt: now }, select: { id: true } })
    return { outcome: 'saved', id: same.id }
  }
  if (book.length >= MOST_ADDRESSES) return { outcome: 'full' }
  // Only more than twenty different first additions at the same moment could pass the limit.
  const written = await createMissing(tx, tx.address, [{ ...address, userId, hash, usedAt: now }])
  // The same one was being added at this moment.
  if (written === 0) return saveAddress(tx, userId, address, now)
  const where = { userId_hash: { userId, hash } }
  const { id } = await tx.address.findUniqueOrThrow({ where, select: { id: true } })
  return { outcome: 'saved', id }
}

/** Saves an address that was ordered to. In a full book it takes the place of the one used longest ago. */
export async function rememberAddress(
  tx: Database,
  userId: number,
  address: Address,
  now: Date
): Promise<void> {
  const { outcome } = await saveAddress(tx, userId, address, now)
  if (outcome === 'saved') return
  const book = await findAddresses(tx, userId)
  const oldest = book.findLast(({ isDefault }) => !isDefault)
  if (oldest) await removeAddress(tx, userId, oldest.id)
  await saveAddress(tx, userId, address, now)
}

/**
 * Puts another address in the place of one.
 *
 * @param tx a transaction
 * @returns `same`: the customer has this address already, in another place
 */
export async function changeAddress(
  tx: Database,
  userId: number,
  id: number,
  address: Address
): Promise<'changed' | 'same' | 'gone'> {
  const book = await lockBook(tx, userId)
  const hash = hashAddress(address)
  if (!book.some((booked) => booked.id === id)) return 'gone'
  if ((findSame(book, hash)?.id ?? id) !== id) return 'same'
  await tx.address.update({ where: { id }, data: { ...address, hash }, select: { id: true } })
  return 'changed'
}

/**
 * Makes an address the customer's default, and the one before no longer.
 *
 * @param tx a transaction
 * @returns whether the customer has this address
 */
export async function makeDefault(tx: Database, userId: number, id: number): Promise<boolean> {
  const book = await lockBook(tx, userId)
  if (!book.some((booked) => booked.id === id)) return false
  await tx.address.updateMany({ where: { defaultOf: userId }, data: { defaultOf: null } })
  await tx.address.update({ where: { id }, data: { defaultOf: userId }, select: { id: true } })
  return true
}

/** @returns whether the customer had this address */
export async function removeAddress(db: Database, userId: number, id: number): Promise<boolean> {
  const { count } = await db.address.deleteMany({ where: { id, userId } })
  return count === 1
}

interface LockedAddress {
  id: number
  hash: string
}

/** Locks the book's rows until the transaction ends, then reads it: the lock may have waited. An empty book has no row to lock. */
async function lockBook(tx: Database, userId: number): Promise<LockedAddress[]> {
  await queryRows(tx, LOCK, [userId])
  return tx.address.findMany({ where: { userId }, select: { id: true, hash: true } })
}

const LOCK = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM addresses WHERE user_id = $1 ORDER BY id FOR UPDATE'
)

function findSame(book: LockedAddress[], hash: string): LockedAddress | undefined {
  return book.find((booked) => booked.hash === hash)
}

/** No field has the character between them. Migrations hash in the same way. */
function hashAddress(address: Address): string {
  return createHash('sha256')
    .update(Object.values(inputOf(address)).join('\u001f'))
    .digest('hex')
}
