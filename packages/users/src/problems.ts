import { violatedConstraint } from '@larder/database'

/** What is wrong, by the name of the field. */
export type Problems = Record<string, string>

/** The problems that there are; undefined where there are none. */
export function onlyReal(problems: Record<string, string | undefined>): Problems | undefined {
  const real = Object.entries(problems).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return real.length > 0 ? Object.fromEntries(real) : undefined
}

/** What `work` makes, or that a user name is taken. Of two who ask for it at the same moment, the database tells one. */
export async function unlessTaken<Result>(
  work: () => Promise<Result>
): Promise<Result | { problems: Problems }> {
  try {
    return await work()
  } catch (error) {
    if (violatedConstraint(error) !== 'users_name_key_key') throw error
    return { problems: { user_name: 'This user name is taken. Please choose another.' } }
  }
}

/** Whether an address became another user's proved one meanwhile. */
export function isAddressTaken(error: unknown): boolean {
  return violatedConstraint(error) === 'users_email_key'
}
