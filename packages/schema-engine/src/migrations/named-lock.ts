import type { SelectRows } from '../database/select-rows.js'

/**
 * Takes the lock of migrations if it is free. Its name is the one of Prisma's own engine, without
 * the database's: so deploys to two databases of one server wait for each other.
 */
export async function tryNamedLock(select: SelectRows): Promise<boolean> {
  const [[answer] = []] = await select(`SELECT GET_LOCK('${NAME}', 0)`)
  if (answer === null) throw new Error('The database server failed to take the lock of migrations.')
  if (Number(answer) !== 1) return false
  await select(LIMITS)
  return true
}

/**
 * In seconds. The server ends the session of a machine that went away, which has the lock, after
 * `wait_timeout`: statements that run for long do not count. All queries of a table wait behind an
 * ALTER that waits for an open transaction: it gives up after `lock_wait_timeout`.
 */
const LIMITS = 'SET SESSION wait_timeout = 1800, SESSION lock_wait_timeout = 10'

/** Without the right PROCESS a role sees only sessions of its own user. */
export async function describeNamedHolder(select: SelectRows): Promise<string> {
  const [[id, user, host, database] = []] = await select(HOLDER)
  if (id === undefined || id === null) return 'a session'
  if (user === null) return `session ${id} of another user`
  return `session ${id} of ${user} at ${host}${database === null ? '' : ` in the database ${database}`}`
}

const NAME = 'prisma_migrate'
const HOLDER = `
  SELECT used.id, session.user, session.host, session.db
  FROM (SELECT IS_USED_LOCK('${NAME}') AS id) AS used
  LEFT JOIN information_schema.processlist AS session ON session.id = used.id`
