import { type Database, Gender, type Prisma } from '@larder/database'
import type { SessionUser } from '@larder/session'
import {
  displayNameProblem,
  normalizeDisplayName,
  orNameTaken,
  type RefusedFields,
  userNameKey,
  userNameProblem,
  withoutUndefined
} from '../account-fields.js'
import type { Account, AccountChange } from '../schemas.js'

export async function findAccount(db: Database, id: number): Promise<Account | null> {
  const user = await db.user.findUnique({ where: { id }, select: ACCOUNT })
  return user && accountOf(user)
}

/** Changes the given fields; an empty user name or gender removes it. */
export async function changeAccount(
  db: Database,
  id: number,
  change: AccountChange
): Promise<{ outcome: 'changed'; user: SessionUser; account: Account } | RefusedFields> {
  const name = change.name === undefined ? undefined : normalizeDisplayName(change.name)
  const userName = change.user_name?.trim()
  const problems = withoutUndefined({
    name: name === undefined ? undefined : displayNameProblem(name),
    user_name: userName ? userNameProblem(userName) : undefined,
    gender: GENDERS.has(change.gender) ? undefined : 'gender'
  })
  if (problems) return { outcome: 'refused', problems }
  const data = {
    name,
    ...(userName !== undefined && { userName: userName || null, userNameKey: userNameKey(userName) || null }),
    gender: GENDERS.get(change.gender)
  }
  return orNameTaken(async () => {
    const user = await db.user.update({ where: { id }, data, select: ACCOUNT })
    const { name, role, language } = user
    return { outcome: 'changed', user: { id, name, role, language }, account: accountOf(user) }
  })
}

const ACCOUNT = {
  name: true,
  userName: true,
  email: true,
  pendingEmail: true,
  gender: true,
  role: true,
  language: true
} satisfies Prisma.UserSelect

function accountOf(user: Prisma.UserGetPayload<{ select: typeof ACCOUNT }>): Account {
  const { name, userName, email, pendingEmail, gender, role } = user
  return { name, user_name: userName, email, pending_email: pendingEmail, gender, role }
}

// The values that a form may send, and what each stores; undefined changes nothing.
const GENDERS = new Map<string | undefined, Gender | null | undefined>([
  [undefined, undefined],
  ['', null],
  ...Object.values(Gender).map((gender) => [gender, gender] as const)
])
