import { type Database, Gender, type Prisma } from '@larder/database'
import type { SessionUser } from '@larder/session'
import { displayNameOf, displayNameProblem, keyOf, userNameProblem } from './names.js'
import { onlyReal, type Problems, unlessTaken } from './problems.js'
import type { Account, AccountChange } from './schemas.js'

export async function findAccount(db: Database, id: number): Promise<Account | null> {
  const user = await db.user.findUnique({ where: { id }, select: ACCOUNT })
  return user && accountOf(user)
}

/** Changes what is given; a user name or a gender of `''` takes it away. */
export async function changeAccount(
  db: Database,
  id: number,
  change: AccountChange
): Promise<{ user: SessionUser; account: Account } | { problems: Problems }> {
  const name = change.name === undefined ? undefined : displayNameOf(change.name)
  const userName = change.user_name?.trim()
  const problems = onlyReal({
    name: name === undefined ? undefined : displayNameProblem(name),
    user_name: userName ? userNameProblem(userName) : undefined,
    gender: GENDERS.has(change.gender) ? undefined : 'Please choose one of the list.'
  })
  if (problems) return { problems }
  const data = {
    name,
    ...(userName !== undefined && { userName: userName || null, userNameKey: keyOf(userName) || null }),
    gender: GENDERS.get(change.gender)
  }
  return unlessTaken(async () => {
    const user = await db.user.update({ where: { id }, data, select: ACCOUNT })
    return { user: { id, name: user.name, role: user.role }, account: accountOf(user) }
  })
}

const ACCOUNT = {
  name: true,
  userName: true,
  email: true,
  pendingEmail: true,
  gender: true,
  role: true
} satisfies Prisma.UserSelect

function accountOf(user: Prisma.UserGetPayload<{ select: typeof ACCOUNT }>): Account {
  const { name, userName, email, pendingEmail, gender, role } = user
  return { name, user_name: userName, email, pending_email: pendingEmail, gender, role }
}

// What may be said, and what is then kept: without a word it stays as it is.
const GENDERS = new Map<string | undefined, Gender | null | undefined>([
  [undefined, undefined],
  ['', null],
  ...Object.values(Gender).map((gender) => [gender, gender] as const)
])
