import type { SelectRows } from '../database/select-rows.js'

/**
 * Takes the lock of migrations if it is free. Its name is the one of Prisma's own engine, without
 * the database's: so deploys to two databases of one server wait for each other.
 */
export async function tryNamedLock(select: SelectRows): Promise<boolean> {
  const [[answer] = []] = await select(`SELECT GET_LOCK('${NAME}', 0)`)
  if (answer === null) throw new Error('The database server failed to take the lock of migrations.')
  return Number(answer) === 1
}

/** Gives back a lock that was taken once. */
export async function releaseNamedLock(select: SelectRows): Promise<void> {
  await select(`SELECT RELEASE_LOCK('${NAME}')`)
}

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
