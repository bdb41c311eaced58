import type { Database } from '@larder/database'
import { findDevice } from './devices.js'
import { type Candidate, findCandidates, onlyUser } from './find-candidates.js'
import type { TryPassword } from './login-throttle.js'

/** The result of a log-in; `known` says whether this user has signed in with this browser before. */
export type LoginResult = { outcome: 'right'; user: Candidate; known: boolean } | Refused

/** `userId` is missing if there are several candidates, or none. */
type Refused = { outcome: 'wrong'; userId?: number } | { outcome: 'limited'; left: number; userId?: number }

/**
 * Finds the user by user name or address, and password. An unknown name takes the same work, and is answered and counted as a
 * wrong password.
 *
 * @param device the browser's secret, of `rememberDevice`
 */
export async function checkCredentials(
  db: Database,
  tryPassword: TryPassword,
  login: string,
  password: string,
  device?: string
): Promise<LoginResult> {
  const { key, candidates } = await findCandidates(db, login)
  const { users, sure } = candidates
  const browser = await findDevice(db, device)
  const own = users.find(({ id }) => id === browser?.userId)
  const userId = users.length === 1 ? users[0]?.id : undefined
  let refused: Refused | undefined
  if (browser && own) {
    const attempt = await tryPassword(db, `in ${browser.id}`, onlyUser(own), password)
    if (attempt.outcome === 'right') return { ...attempt, known: true }
    refused = { ...attempt, userId }
    if (sure) return refused
  }
  // Unknown browsers are counted by the name that they give: counting name and address together would tell whose address it
  // is. To the other candidates, a browser known to one of them is unknown.
  const others = { ...candidates, users: users.filter((user) => user !== own) }
  const attempt = await tryPassword(db, `of ${key}`, others, password)
  return attempt.outcome === 'right' ? { ...attempt, known: false } : (refused ?? { ...attempt, userId })
}
