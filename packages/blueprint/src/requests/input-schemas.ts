import { type TSchema, Type } from 'typebox'

/** Text that a visitor sends, of any script. PostgreSQL's text holds every character but NUL. */
export function Text(maxLength: number, description?: string) {
  return Type.String({ maxLength, pattern: '^[^\\u0000]*$', ...(description && { description }) })
}

/** {@link Text} that is more than spaces. */
export function FilledText(maxLength: number, description?: string) {
  const pattern = '^[^\\u0000]*[^\\s\\u0000][^\\u0000]*$'
  return Type.String({ minLength: 1, maxLength, pattern, ...(description && { description }) })
}

/**
 * The `bodyLimit` of a route whose form has so many characters of long texts: a browser writes nine bytes for a Chinese
 * character, and twelve for some. The other fields have 64 KB.
 */
export function formLimit(characters: number): number {
  return 12 * characters + 65_536
}

/** A whole number that a visitor sends, in a query or a form too. */
export function WholeNumber({
  minimum,
  maximum,
  ...rest
}: {
  minimum: number
  maximum: number
  default?: number
  description?: string
}) {
  const allOf = [
    // Ajv would make 0 of null and false, and 1 of true.
    { not: { enum: [null, false, true] } },
    { type: 'integer', minimum, maximum },
    // It takes the text `1e999` for an integer, Infinity, which it compares with no bound; a second
    // look refuses it.
    { type: 'integer' }
  ]
  return Type.Unsafe<number>({ ...rest, allOf })
}

/** The id of a row: a whole number from 1 that the database can hold. */
export function RowId(description?: string) {
  return WholeNumber({ minimum: 1, maximum: 2_147_483_647, ...(description && { description }) })
}

/** A field that a form may leave empty: it then sends an empty text. */
export function OrEmpty<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([schema, Type.Literal('')]))
}
