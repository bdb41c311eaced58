import { type Database, Gender, Prisma } from '@larder/database'
import type { SessionUser } from '@larder/session'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { hashPassword, verifyPassword } from './passwords.js'
import type { Account, AccountChange, Problems, Registration } from './schemas.js'

/** Adds a user. Of two who ask for one name at the same moment, one gets it and the other is told. */
export async function registerUser(
  db: Database,
  { user_name = '', email = '', password = '' }: Registration
): Promise<{ user: SessionUser } | { problems: Problems }> {
  const name = user_name.trim()
  const problems = clean({
    user_name: nameProblem(name),
    email:
      EMAIL.test(email.trim()) && email.trim().length <= 254 ? undefined : 'Please give an e-mail address.',
    password: passwordProblem(password)
  })
  if (problems) return { problems }
  const data = { name, nameKey: keyOf(name), email: email.trim().toLowerCase() }
  return unlessTaken(async () => {
    const passwordHash = await hashPassword(password)
    const user = await db.user.create({ data: { ...data, passwordHash }, select: { id: true, name: true } })
    return { user }
  })
}

/**
 * Finds the user whom name (or e-mail address) and password name. Nobody of that name takes as long to answer as a
 * wrong password does.
 */
export async function findByCredentials(
  db: Database,
  nameOrEmail: string,
  password: string
): Promise<SessionUser | undefined> {
  const wanted = nameOrEmail.trim()
  const user = await db.user.findUnique({
    where: wanted.includes('@') ? { email: wanted.toLowerCase() } : { nameKey: keyOf(wanted) },
    select: { id: true, name: true, passwordHash: true }
  })
  const matches = await verifyPassword(user?.passwordHash, password)
  return user && matches ? { id: user.id, name: user.name } : undefined
}

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
  const problems = clean({
    user_name: name === undefined ? undefined : nameProblem(name),
    gender: GENDERS.has(change.gender) ? undefined : 'Please choose one of the list.'
  })
  if (problems) return { problems }
  const data = { ...(name && { name, nameKey: keyOf(name) }), gender: GENDERS.get(change.gender) }
  return unlessTaken(async () => {
    const user = await db.user.update({ where: { id }, data, select: ACCOUNT })
    return { user: { id, name: user.name }, account: accountOf(user) }
  })
}

const ACCOUNT = { name: true, email: true, gender: true } satisfies Prisma.UserSelect

function accountOf({ name, email, gender }: Prisma.UserGetPayload<{ select: typeof ACCOUNT }>): Account {
  return { user_name: name, email, gender }
}

// What `<input type="email">` accepts (HTML Living Standard, "valid e-mail address"), and at least one dot.
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i

// Without `@`, so that a name never passes for an e-mail address.
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]{1,31}$/u

// What may be said, and what is then kept: without a word it stays as it is.
const GENDERS = new Map<string | undefined, Gender | null | undefined>([
  [undefined, undefined],
  ['', null],
  ...Object.values(Gender).map((gender) => [gender, gender] as const)
])

function nameProblem(name: string): string | undefined {
  if (NAME.test(name) && keyOf(name).length <= 64) return undefined
  return 'A name has 2 to 32 letters or digits; dots, hyphens, underscores and spaces may stand between them.'
}

// Lengths are those of OWASP ASVS 5, 6.2.1 and 6.2.9.
function passwordProblem(password: string): string | undefined {
  if (password.length < 8) return 'A password has at least 8 characters.'
  return password.length > 128 ? 'A password has at most 128 characters.' : undefined
}

/** `Anna` and `anna`, composed or not, are one name. */
function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}

function clean(problems: Record<string, string | undefined>): Problems | undefined {
  const real = Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return real.length > 0 ? Object.fromEntries(real) : undefined
}

async function unlessTaken<Result>(work: () => Promise<Result>): Promise<Result | { problems: Problems }> {
  try {
    return await work()
  } catch (error) {
    const problems = TAKEN[violatedConstraint(error) ?? '']
    if (!problems) throw error
    return { problems }
  }
}

const TAKEN: Record<string, Problems> = {
  users_name_key_key: { user_name: 'This name is taken. Please choose another.' },
  users_email_key: { email: 'This e-mail address is registered already. Log in instead?' }
}

function violatedConstraint(error: unknown): string | undefined {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return undefined
  return Value.Check(Violation, error.meta) ? error.meta.driverAdapterError.cause.constraint.index : undefined
}

// What Prisma's adapter for PostgreSQL says of a constraint.
const Violation = Type.Object({
  driverAdapterError: Type.Object({
    cause: Type.Object({ constraint: Type.Object({ index: Type.String() }) })
  })
})
