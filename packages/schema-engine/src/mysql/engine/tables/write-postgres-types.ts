import { SCHEMA_ENGINE_ERR_NO_FORM } from '../../../errors.js'
import { FIELD_PART, NATIVE_TYPE } from '../../model-types.js'

/**
 * Rewrites the native types of a Prisma schema file for MySQL as PostgreSQL's, which are translated
 * to the same again. A text without one is a VARCHAR(191), as with Prisma's own engine.
 *
 * @throws SCHEMA_ENGINE_ERR_NO_FORM for a type that PostgreSQL has no counterpart of
 */
export function writePostgresTypes(schema: string): string {
  return schema.replace(MODEL, (model) =>
    model
      .replace(PLAIN_TEXT, '$1 @db.VarChar(191)')
      .replace(NATIVE_TYPE, (written, blank, type, size = '') => {
        if (type === 'TinyInt' && size === '(1)') return ''
        if (type === undefined || SAME.has(type)) return written
        const postgres = TYPES.get(type)
        if (postgres === undefined) throw new SCHEMA_ENGINE_ERR_NO_FORM(`@db.${type}`, ADVICE)
        return `${blank}@db.${postgres}${size}`
      })
  )
}

const ADVICE = 'Of the types of MySQL this engine knows those that PostgreSQL has too, and LongText, LongBlob'

const MODEL = /^(?:model|view)\s+\w+\s*\{[\s\S]*?^\}/gm
const PLAIN_TEXT = new RegExp(String.raw`^([ \t]+\w+[ \t]+String\??)(?=\s)(?!${FIELD_PART}*@db\.)`, 'gm')

const SAME = new Set(['BigInt', 'Char', 'Date', 'Decimal', 'SmallInt', 'Time', 'VarChar'])

/** PostgreSQL's names by MySQL's. */
const TYPES = new Map([
  ['DateTime', 'Timestamp'],
  ['Double', 'DoublePrecision'],
  ['Float', 'Real'],
  ['Int', 'Integer'],
  ['Json', 'JsonB'],
  ['LongBlob', 'ByteA'],
  ['LongText', 'Text']
])
