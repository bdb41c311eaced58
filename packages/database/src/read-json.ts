import type { TSchema } from 'typebox'
import { Parse } from 'typebox/value'
import type { ValueOf } from './statement.js'

/**
 * What a column keeps as JSON.
 *
 * @throws SyntaxError, and TypeBox's ParseError where it is not as the schema says
 */
export function readJson<Schema extends TSchema>(schema: Schema, text: string): ValueOf<Schema>
export function readJson(schema: TSchema, text: string): unknown {
  // Returned at once it would cost what a bare `Static` costs: see ValueOf.
  const value = Parse(schema, JSON.parse(text))
  return value
}
