import { type Database, queryRows, statement } from '@larder/database'
import { type SessionUser, signIn, signOut } from '@larder/session'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { noteUse } from '../unused-accounts.js'
import { findLanguage } from '../user-language.js'

/**
 * Signs a user in whose password was checked, unless password or role have changed since, or the user was blocked. A change ends the user's existing
 * sessions; a session begun after it is ended here. Waits for a change that is under way.
 */
export async function signInUnlessChanged(
  request: FastifyRequest,
  { id, name, role }: SessionUser,
  passwordHash: string
): Promise<boolean> {
  const { db } = request.server
  const user = { id, name, role, language: await findLanguage(db, id) }
  await signIn(request, user)
  if (await isUnchanged(db, user, passwordHash)) {
    await noteUse(db, id)
    return true
  }
  await signOut(request)
  return false
}

async function isUnchanged(db: Database, { id, role }: SessionUser, passwordHash: string): Promise<boolean> {
  const rows = await queryRows(db, LOCK_PASSWORD, [id])
  return rows.some((row) => row.hash === passwordHash && row.role === role)
}

const READ_PASSWORD = 'SELECT password_hash AS hash, role FROM users WHERE id = $1 AND blocked_at IS NULL'

const LOCK_PASSWORD = statement(Type.Object({ hash: Type.String(), role: Type.String() }), {
  postgresql: `${READ_PASSWORD} FOR SHARE`,
  // MariaDB has no other name for it.
  mysql: `${READ_PASSWORD} LOCK IN SHARE MODE`
})
