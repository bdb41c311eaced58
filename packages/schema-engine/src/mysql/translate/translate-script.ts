import { Refusal } from './definitions/refusal.js'
import type { Schema } from './definitions/schema.js'
import type { Context } from './find-table.js'
import { type PostgresStatement, readPostgresScript } from './read-postgres-script.js'
import { translateStatement } from './translate-statement.js'
import { writeMarkedPlace } from './twin.js'

/** A script for MySQL. */
export interface Translation {
  readonly script: string
  /** Statements of PostgreSQL's script that a person has to translate. */
  readonly untranslated: readonly Untranslated[]
}

export interface Untranslated {
  /** Where it begins in PostgreSQL's script, from 1. */
  readonly line: number
  readonly reason: string
}

/** Translates a script, and takes its changes into the schema. */
export async function translateScript(script: string, schema: Schema): Promise<Translation> {
  let statements: PostgresStatement[]
  try {
    statements = await readPostgresScript(script)
  } catch (error) {
    const reason = `PostgreSQL's parser does not understand it: ${error instanceof Error ? error.message : error}`
    return { script: writeMarkedPlace(script, 1, reason), untranslated: [{ line: 1, reason }] }
  }
  const context: Context = { schema, ahead: [], done: new Set(), block: undefined }
  const untranslated: Untranslated[] = []
  const written = statements.flatMap(({ node, comments, text, line }, place) => {
    context.ahead = statements.slice(place + 1).map((one) => one.node)
    try {
      const translated = translateStatement(node, context)
      return translated.length > 0 ? [[...comments, ...translated.map((one) => `${one};`)].join('\n')] : []
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      untranslated.push({ line, reason: error.message })
      return [[...comments, writeMarkedPlace(`${text};`, line, error.message)].join('\n')]
    }
  })
  return { script: written.map((one) => `${one}\n`).join('\n'), untranslated }
}
