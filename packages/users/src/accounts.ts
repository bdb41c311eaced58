import { type Database, Gender, type Prisma } from '@larder/database'
import type { SessionUser } from '@larder/session'
import { keyOf, nameProblem } from './names.js'
import { onlyReal, type Problems, unlessTaken } from './problems.js'
import type { Account, AccountChange } from './schemas.js'

export async function findAccount(db: Database, id: number): Promise<Account | null> {
  const user = await db.user.findUnique({ where: { id }, select: ACCOUNT })
  return user && accountOf(user)
}

/** Changes what is given; a gender of `''` takes the gender away. */
export async function changeAccount(
  db: Database,
  id: number,
  change: AccountChange
): Promise<{ user: SessionUser; account: Account } | { problems: Problems }> {
  const name = change.user_name?.trim()
  const problems = onlyReal({
    user_name: name === undefined ? undefined : nameProblem(name),
    gender: GENDERS.has(change.gender) ? undefined : 'Please choose one of the list.'
  })
  if (problems) return { problems }
  const data = { ...(name && { name, nameKey: keyOf(name) }), gender: GENDERS.get(change.gender) }
  return unlessTaken(async () => {
    const user = await db.user.update({ where: { id }, data, select: ACCOUNT })
    return { user: { id, name: user.name, role: user.role }, account: accountOf(user) }
  })
}

const ACCOUNT = {
  name: true,
  email: true,
  pendingEmail: true,
  gender: true,
  role: true
} satisfies Prisma.UserSelect

function accountOf(user: Prisma.UserGetPayload<{ select: typeof ACCOUNT }>): Account {
  const { name, email, pendingEmail, gender, role } = user
  return { user_name: name, email, pending_email: pendingEmail, gender, role }
}

// What may be said, and what is then kept: without a word it stays as it is.
const GENDERS = new Map<string | undefined, Gender | null | undefined>([
  [undefined, undefined],
  ['', null],
  ...Object.values(Gender).map((gender) => [gender, gender] as const)
])
