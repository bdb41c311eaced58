import type { Database } from '@larder/database'
import { userOf } from '@larder/session'
import type { FastifyRequest } from 'fastify'

/** Keeps the language that a visitor has chosen, if one is signed in: of mails and of the staff's pages. */
export async function saveLanguage(request: FastifyRequest, language: string): Promise<void> {
  const user = userOf(request)
  if (!user) return
  await request.server.db.user.updateMany({ where: { id: user.id }, data: { language } })
  request.session.user = { ...user, language }
}

/** The language that a user has chosen; null where there was no choice. */
export async function findLanguage(db: Database, id: number): Promise<string | null> {
  const user = await db.user.findUnique({ where: { id }, select: { language: true } })
  return user?.language ?? null
}
