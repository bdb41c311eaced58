/**
 * Milliseconds for a transaction. A statement that waits for others' locks is cancelled by its own
 * limit, which says why; the transaction's comes after it. A server that hangs is left sooner than
 * either.
 *
 * @param statementTimeout milliseconds; 0 for never
 */
export function transactionTimeout(statementTimeout: number): number {
  return statementTimeout === 0 ? LONGEST_TIMER : statementTimeout + MORE_STATEMENTS
}

/** Milliseconds, for what a transaction does before and after the statement that waits. */
const MORE_STATEMENTS = 5_000
/** Milliseconds. Node fires longer timers at once. */
export const LONGEST_TIMER = 2 ** 31 - 1

/** @throws where the work takes longer than so many milliseconds */
export async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Connection terminated: it came too late')), milliseconds)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
