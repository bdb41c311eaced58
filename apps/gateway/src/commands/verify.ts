import { checkSlots } from '@larder/checkout'
import type { Database } from '@larder/database'
import { checkGoods } from '@larder/goods'
import { checkOrders } from '@larder/orders'
import { checkPayments } from '@larder/payments'
import { checkStock } from '@larder/stock'
import { withShopDatabase } from '../database/open-database.js'
import { GATEWAY_ERR_UNFIT } from '../errors.js'
import { printJson } from './print-table.js'

/**
 * Prints what in the database does not fit together.
 *
 * @throws GATEWAY_ERR_UNFIT where there is something
 */
export async function printProblems(json = false): Promise<void> {
  const problems = await withShopDatabase(
    // Orders are placed meanwhile: all is seen as it was at one moment.
    (db) => db.$transaction(findProblems, { isolationLevel: 'RepeatableRead' }),
    { statementTimeout: LONGEST }
  )
  if (json) printJson(problems)
  else if (problems.length === 0) console.log('All fits together.')
  else console.log(problems.join('\n'))
  if (problems.length > 0) throw new GATEWAY_ERR_UNFIT(problems.length)
}

/** What does not fit together in the tables of all features, each in a sentence. */
export async function findProblems(db: Database): Promise<string[]> {
  return [
    ...(await checkStock(db)),
    ...(await checkGoods(db)),
    ...(await checkOrders(db)),
    ...(await checkPayments(db)),
    ...(await checkSlots(db))
  ]
}

/** Milliseconds. A million orders take some minutes. */
const LONGEST = 60 * 60_000
