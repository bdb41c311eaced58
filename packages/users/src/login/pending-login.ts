import { createHash } from 'node:crypto'
import { renewSession, signOut, userOf } from '@larder/session'
import type { FastifyRequest } from 'fastify'
import { logEvent } from '../security-events.js'
import { CANDIDATE, type Candidate } from './find-candidates.js'

/** A log-in whose password was right, and which waits for the second factor. */
interface PendingLogin {
  userId: number
  /** SHA-256 of the password's hash: another password ends this too. */
  password: string
  /** Whether this user has signed in with this browser before. */
  known: boolean
  /** Milliseconds since 1970. */
  at: number
}

/**
 * Keeps in the guest's session that the password was right. The visitor stays a guest until the
 * second factor is given. A user who is signed in here is signed out, or the page would ask for
 * that user's factor. The session gets another id: whoever planted the one before it is not past the password.
 */
export async function awaitSecondFactor(
  request: FastifyRequest,
  user: Candidate,
  known: boolean
): Promise<void> {
  const signedIn = userOf(request)
  if (signedIn) {
    logEvent(request, 'logout', signedIn.id)
    await signOut(request)
  }
  const { id: userId, passwordHash } = user
  request.session.pendingLogin = { userId, password: digest(passwordHash), known, at: Date.now() }
  await renewSession(request)
}

/** The user who waits for the second factor here; undefined after ten minutes, or if the password has changed. */
export async function findPendingLogin(
  request: FastifyRequest
): Promise<{ user: Candidate; known: boolean } | undefined> {
  const { pendingLogin } = request.session
  if (!pendingLogin || Date.now() - pendingLogin.at > TEN_MINUTES) return undefined
  const { userId: id, password, known } = pendingLogin
  const user = await request.server.db.user.findUnique({ where: { id }, select: CANDIDATE })
  return user && !user.blockedAt && digest(user.passwordHash) === password ? { user, known } : undefined
}

function digest(passwordHash: string): string {
  return createHash('sha256').update(passwordHash).digest('base64url')
}

const TEN_MINUTES = 10 * 60_000

declare module 'fastify' {
  interface Session {
    /** Of a guest who has given a right password. */
    pendingLogin?: PendingLogin
  }
}
