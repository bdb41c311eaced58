import { violatedConstraint } from '@larder/database'

/** What may be wrong with a field: the message `problem.…` says it. */
export type Problem =
  | 'account'
  | 'app-code'
  | 'code'
  | 'current-password'
  | 'email'
  | 'email-missing'
  | 'email-same'
  | 'gender'
  | 'name'
  | 'name-length'
  | 'password'
  | 'password-common'
  | 'password-long'
  | 'password-short'
  | 'password-similar'
  | 'recovery-code'
  | 'user-name'
  | 'user-name-taken'

/** By the name of the field. */
export type Problems = Record<string, Problem>

export interface RefusedFields {
  outcome: 'refused'
  problems: Problems
}

/** The fields that have a problem; undefined if none has. */
export function withoutUndefined(problems: Record<string, Problem | undefined>): Problems | undefined {
  const real = Object.entries(problems).filter((entry): entry is [string, Problem] => entry[1] !== undefined)
  return real.length > 0 ? Object.fromEntries(real) : undefined
}

/** The result of `work`, or the problem that the user name is taken: of two requests at the same moment one gets it. */
export async function orNameTaken<Result>(work: () => Promise<Result>): Promise<Result | RefusedFields> {
  try {
    return await work()
  } catch (error) {
    if (violatedConstraint(error) !== 'users_name_key_key') throw error
    return { outcome: 'refused', problems: { user_name: 'user-name-taken' } }
  }
}

export function isAddressTaken(error: unknown): boolean {
  return violatedConstraint(error) === 'users_email_key'
}

export function normalizeDisplayName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/gu, ' ')
}

/** What is wrong with a normalized display name. People have all sorts of names: only what cannot be displayed is refused. */
export function displayNameProblem(name: string): Problem | undefined {
  // In code points, as the column counts them.
  if ([...name].length > LONGEST_NAME) return 'name-length'
  return VISIBLE.test(name) && !UNPRINTABLE.test(name) ? undefined : 'name'
}

const LONGEST_NAME = 100

// Two invisible characters are no default-ignorable code points: the empty braille pattern and the null notehead.
const VISIBLE = /(?![\p{Default_Ignorable_Code_Point}\u2800\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u

// Controls, lone surrogates, and marks that turn the direction of the text after them. Persian names need joiners.
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u

export function userNameProblem(userName: string): Problem | undefined {
  if (USER_NAME.test(userName) && userNameKey(userName).length <= 64) return undefined
  return 'user-name'
}

/** The key that makes `Anna` and `anna`, composed or not, one user name. */
export function userNameKey(userName: string): string {
  return userName.normalize('NFKC').toLowerCase()
}

// Without `@`, so that no user name looks like an address, and without invisible characters (Unicode UTS 39), so that no two look
// the same because of them.
const USER_NAME = /^(?!.*(?:\p{Default_Ignorable_Code_Point}| {2}))[\p{L}\p{N}][\p{L}\p{N}\p{M} ._-]{1,31}$/u

export function normalizeAddress(email: string): string {
  return email.trim().toLowerCase()
}

export function addressProblem(address: string): Problem | undefined {
  return EMAIL.test(address) && address.length <= 254 ? undefined : 'email'
}

// What `<input type="email">` accepts (HTML Living Standard, "valid e-mail address"), with at least one dot, and within mail
// servers' length before the @ (RFC 5321, 4.5.3.1).
const EMAIL =
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i
