import type { Role } from '@larder/database'
import { startSession } from '@larder/session/testing'
import type { TestApp, TestClient } from '@larder/testing'

export interface StaffClient extends TestClient {
  /** What the log of changes calls them. */
  member: { id: number; name: string; role: Role }
}

interface StaffClientOptions {
  /** @default a number that no account of a test has */
  id?: number
  name?: string
  /** @default 'admin' */
  role?: Role
  /** When the second factor was proved, in milliseconds; null for never. @default now */
  secondFactorAt?: number | null
}

/** A member of staff who is logged in and has proved a second factor, past the routes of accounts. */
export async function staffClient(
  app: TestApp,
  {
    id = 1_000_000 + ++made,
    name = 'Sofie',
    role = 'admin',
    secondFactorAt = Date.now()
  }: StaffClientOptions = {}
): Promise<StaffClient> {
  const client = app.client()
  const member = { id, name, role }
  await client.keepCookie(
    await startSession(app, { user: member, ...(secondFactorAt !== null && { secondFactorAt }) })
  )
  return { ...client, member }
}

let made = 0
