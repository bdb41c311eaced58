import type { TSchema } from 'typebox'
import { Parse } from 'typebox/value'
import type { ValueOf } from './statement.js'

/**
 * Parses JSON and checks it against a schema.
 *
 * @throws SyntaxError, and TypeBox's ParseError where it is not as the schema says
 */
export function readJson<Schema extends TSchema>(schema: Schema, text: string): ValueOf<Schema>
export function readJson(schema: TSchema, text: string): unknown {
  // A statement of its own: where `Parse` is returned at once, the compiler infers from `unknown`, which
  // takes as long as ValueOf says.
  const value = Parse(schema, JSON.parse(text))
  return value
}
