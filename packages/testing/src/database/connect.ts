import { type ClientOptions, createClient, type PrismaClient } from '@larder/database'
import { onTeardown, type Teardown } from '../teardown.js'

/** A client of a test's database, closed when the test ends. */
export function connect(t: Teardown, url: string, options: ClientOptions = {}): PrismaClient {
  const db = createClient(url, { ...PATIENT, ...options })
  onTeardown(t, () => db.$disconnect())
  return db
}

/** On a busy machine many queries at once wait longer for each other's connections than a shop's do. */
export const PATIENT = { connectionTimeout: 10_000 } as const satisfies ClientOptions
