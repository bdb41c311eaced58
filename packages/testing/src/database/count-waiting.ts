import { type Database, isMysql, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/**
 * How many statements of the database wait for a lock.
 *
 * @param kind how they begin, `UPDATE`; all by default
 */
export async function countWaiting(db: Database, kind = ''): Promise<number> {
  const begin = `${kind}%`
  const rows = isMysql(db)
    ? await queryRows(db, COUNT_ON_MYSQL, [begin, await findWaitingThreads(db)])
    : await queryRows(db, COUNT, [begin])
  return rows[0]?.count ?? 0
}

const Count = Type.Object({ count: Type.Integer() })

const COUNT = statement(
  Count,
  `SELECT count(*)::int AS count FROM pg_stat_activity
   WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE $1`
)

// Who waits for a table is told from who waits for rows. MySQL's status leaves out who has only read so far: MySQL takes
// the comment as a part of the statement, MariaDB has no such table, and takes it as a comment.
const COUNT_ON_MYSQL = statement(Count, {
  mysql: `SELECT count(*) AS count FROM information_schema.PROCESSLIST
   WHERE DB = DATABASE() AND INFO LIKE $1 AND (STATE LIKE 'Waiting for % lock' OR FIND_IN_SET(ID, $2)
     /*!80001 OR ID IN (SELECT waiting.PROCESSLIST_ID FROM performance_schema.data_lock_waits
       JOIN performance_schema.threads AS waiting ON waiting.THREAD_ID = REQUESTING_THREAD_ID) */)`
})

/**
 * The threads that wait for rows, of all databases. The table INNODB_TRX stays as it is while somebody
 * reads it more often than ten times a second.
 */
async function findWaitingThreads(db: Database): Promise<string> {
  const [found] = await queryRows(db, SHOW_TRANSACTIONS)
  const transactions = found?.Status.split('\n---TRANSACTION ') ?? []
  const waiting = transactions.filter((transaction) => /^LOCK WAIT/m.test(transaction))
  return waiting.flatMap((transaction) => /thread id (\d+)/.exec(transaction)?.[1] ?? []).join()
}

const SHOW_TRANSACTIONS = statement(
  Type.Object({ Type: Type.String(), Name: Type.String(), Status: Type.String() }),
  {
    mysql: 'SHOW ENGINE INNODB STATUS'
  }
)
