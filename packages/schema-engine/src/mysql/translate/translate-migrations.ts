import { emptySchema, type Schema } from './definitions/schema.js'
import { type Translation, translateScript } from './translate-script.js'
import { writeTwinTitle } from './twin.js'

/** A migration of PostgreSQL. */
export interface PostgresMigration {
  /** Its folder's name. */
  readonly name: string
  /** The text of `migration.sql`. */
  readonly script: string
  /** The text of `down.sql`; undefined where there is none. */
  readonly down?: string | undefined
}

/** A migration for MySQL, with the title that names its origin. */
export interface Twin {
  readonly name: string
  readonly up: Translation
  readonly down: Translation | undefined
}

/**
 * Translates a history of migrations, from the first on, as Prisma and larder-db write them for
 * PostgreSQL, for MySQL 8.0.16 and MariaDB 10.11. What has no safe translation becomes a marked place for a person.
 */
export async function translateMigrations(migrations: readonly PostgresMigration[]): Promise<Twin[]> {
  const schema = emptySchema()
  const twins: Twin[] = []
  for (const { name, script, down } of migrations) {
    const up = await translate(`${name}/migration.sql`, script, schema)
    // The way back changes a schema of its own: the next migration builds on this one.
    const back =
      down === undefined ? undefined : await translate(`${name}/down.sql`, down, structuredClone(schema))
    twins.push({ name, up, down: back })
  }
  return twins
}

async function translate(name: string, script: string, schema: Schema): Promise<Translation> {
  const translation = await translateScript(script, schema)
  return { ...translation, script: `${writeTwinTitle(name, script)}\n${translation.script}` }
}
