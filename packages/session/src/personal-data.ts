import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'

/** Whose data it is: a user with the address that they have proved, or a guest, known by the address alone. */
export interface Person {
  userId: number | null
  email: string | null
}

/** Finds what a feature keeps of a person (GDPR, Art. 15 and 20). The answer is written as JSON. */
export type ExportHook = (db: Database, person: Person) => Promise<unknown>

/**
 * Removes what a feature keeps of a person (GDPR, Art. 17), in the transaction that removes the rest. What has to wait it leaves
 * to a task.
 *
 * @param now the transaction's time
 */
export type EraseHook = (tx: Database, person: Person, now: Date) => Promise<void>

/** What all features keep of a person, by section. Who keeps accounts gives it out. */
export async function exportPersonalData(
  { db, sessionSettings }: FastifyInstance,
  person: Person
): Promise<Record<string, unknown>> {
  const sections: Record<string, unknown> = {}
  for (const [section, hook] of sessionSettings.exportHooks) sections[section] = await hook(db, person)
  return sections
}

/** The hooks of `app.onErase` as one. Who keeps accounts runs it. */
export function erasePersonalData({ sessionSettings }: FastifyInstance): EraseHook {
  return async (tx, person, now) => {
    for (const hook of sessionSettings.eraseHooks) await hook(tx, person, now)
  }
}
