import type { Database } from '@larder/database'
import type { TryPassword } from './attempts.js'
import { findDevice } from './devices.js'
import { type Candidate, findCandidates, onlyUser } from './sign-in-candidates.js'

/** Who signs in; `known` says whether the browser is one of theirs already. */
export type SignIn = { outcome: 'right'; user: Candidate; known: boolean } | Refused

/** Without the user's number where there may be several, or nobody. */
type Refused = { outcome: 'wrong'; userId?: number } | { outcome: 'limited'; left: number; userId?: number }

/**
 * Finds the user whom a user name or an address, and the password, name. Where there is nobody of that name it does the
 * same work, and answers and counts as for a wrong password.
 *
 * @param device what the browser has been given by `rememberDevice`
 */
export async function findByCredentials(
  db: Database,
  tryPassword: TryPassword,
  login: string,
  password: string,
  device?: string
): Promise<SignIn> {
  const { name, candidates } = await findCandidates(db, login)
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
  // Strangers are counted by what they call the user. Were name and address counted together, a refusal would tell whose
  // address it is. A browser that is known to one of several is a stranger to the others.
  const others = { ...candidates, users: users.filter((user) => user !== own) }
  const attempt = await tryPassword(db, `of ${name}`, others, password)
  return attempt.outcome === 'right' ? { ...attempt, known: false } : (refused ?? { ...attempt, userId })
}
