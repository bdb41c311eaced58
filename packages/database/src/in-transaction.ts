import type { PrismaClient, Transaction } from './app-client/register.js'
import { repeatGivenUp } from './connections/repeat-given-up.js'
import { isKnownRequestError } from './driver-errors/known-request-error.js'

/**
 * Does some work in a transaction, and again from the start, up to three times, where the database
 * gave the transaction up for another one: at a deadlock, or where it was to be serialisable. So
 * the work touches nothing but the database. It can take everything back and still tell why:
 *
 * ```ts
 * const placed = await inTransaction(app.db, async (tx) => {
 *   const stock = await takeStock(tx, lines)
 *   return stock.outcome === 'short' ? rollBack(stock) : placeOrder(tx, lines)
 * })
 * ```
 *
 * @returns what the work returned, or what it gave to `rollBack`
 */
export function inTransaction<Result, Refusal = never>(
  db: PrismaClient,
  work: (tx: Transaction) => Promise<Result | RollBack<Refusal>>,
  options: TransactionOptions = {}
): Promise<Result | Refusal> {
  return repeatGivenUp(() => runOnce(db, work, options), isGivenUpForAnother)
}

export interface TransactionOptions {
  /** Milliseconds after which it is rolled back. @default the client's, five seconds more than a statement has */
  timeout?: number
}

/** Has `inTransaction` roll back, and return this outcome. */
export function rollBack<Refusal>(outcome: Refusal): RollBack<Refusal> {
  return new RollBack(outcome)
}

class RollBack<Refusal> {
  // Were it public, TypeScript would take every result that has an outcome for one of these.
  readonly #outcome: Refusal

  constructor(outcome: Refusal) {
    this.#outcome = outcome
  }

  readOutcome(): Refusal {
    return this.#outcome
  }
}

async function runOnce<Result, Refusal>(
  db: PrismaClient,
  work: (tx: Transaction) => Promise<Result | RollBack<Refusal>>,
  options: TransactionOptions
): Promise<Result | Refusal> {
  let refused: RollBack<Refusal> | undefined
  try {
    return await db.$transaction(async (tx) => {
      const result = await work(tx)
      if (!(result instanceof RollBack)) return result
      refused = result
      // Prisma rolls back only for what is thrown.
      throw new Error('The transaction is rolled back.')
    }, options)
  } catch (error) {
    if (refused) return refused.readOutcome()
    throw error
  }
}

// A statement of one's own has P2010 for a code, and the conflict in what the driver said.
function isGivenUpForAnother(error: unknown): boolean {
  if (isKnownRequestError(error, 'P2034')) return true
  // Without meta, as of a connection that broke, there is no text.
  return (
    isKnownRequestError(error, 'P2010') &&
    JSON.stringify(error.meta ?? {}).includes('"TransactionWriteConflict"')
  )
}
