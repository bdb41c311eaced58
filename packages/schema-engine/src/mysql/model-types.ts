/**
 * Rewrites the native types of a Prisma schema file for MySQL, as the translation of migrations writes
 * them. Where both servers have a type by a name it may be another: MySQL's `Text` ends at 64 KB, and its
 * `Timestamp` in 2038.
 */
export function writeModelTypes(schema: string): string {
  return schema.replace(MODEL, (model) => {
    const indexed = new Set(
      model.match(/@@(?:id|unique|index)\b.*/g)?.flatMap((line) => line.match(/\w+/g) ?? [])
    )
    return model
      .replace(NATIVE_TYPE, (written, blank, type, size = '') => {
        const mysql = TYPES.get(type) ?? (type === 'VarChar' && size === '' ? 'LongText' : undefined)
        if (mysql === undefined) return written
        return mysql === '' ? '' : `${blank}@db.${mysql.includes('(') ? mysql : mysql + size}`
      })
      .replace(PLAIN_TEXT, (line, field) => (indexed.has(field) ? line : `${line} @db.LongText`))
  })
}

const MODEL = /^(?:model|view)\s+\w+\s*\{[\s\S]*?^\}/gm

/** A string, in which nothing else begins. */
const STRING = String.raw`"(?:[^"\\\n]|\\.)*"`

/** A native type, or a string or comment, in which there is none. */
export const NATIVE_TYPE = new RegExp(String.raw`${STRING}|//.*|([ \t]+)@db\.(\w+)(\([\d, ]*\))?`, 'g')

/** A part of a field's line before its comment. */
export const FIELD_PART = String.raw`(?:${STRING}|(?!//)[^"\n])`

/** A text without a native type. One in an index needs a length, which PostgreSQL's has not. */
const PLAIN_TEXT = new RegExp(
  String.raw`^[ \t]+(\w+)[ \t]+String\??(?=\s)(?!${FIELD_PART}*@(?:db\.|id\b|unique\b))${FIELD_PART}*?(?=[ \t]*(?://.*)?$)`,
  'gm'
)

/** MySQL's names by PostgreSQL's. Types that are not here have one name. */
const TYPES = new Map([
  ['Text', 'LongText'],
  ['Timestamp', 'DateTime'],
  ['Timestamptz', 'DateTime'],
  ['Integer', 'Int'],
  ['Real', 'Float'],
  ['DoublePrecision', 'Double'],
  ['Boolean', ''],
  ['ByteA', 'LongBlob'],
  ['JsonB', 'Json'],
  ['Uuid', 'Char(36)']
])
