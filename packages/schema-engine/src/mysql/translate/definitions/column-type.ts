import type { Node, TypeName } from 'libpg-query'
import { quoteText } from '../../quote.js'
import { lastName } from './read-names.js'
import { refuse } from './refusal.js'
import type { Column, Schema } from './schema.js'

/** What MySQL calls a type of PostgreSQL that is no enum. */
export function mysqlType({ names, typmods, arrayBounds }: TypeName): string {
  const name = lastName(names)
  if (arrayBounds) refuse(`MySQL has no lists (${name}[])`)
  const sizes = (typmods ?? []).map(sizeOf)
  const size = sizes.length > 0 ? `(${sizes.join(', ')})` : undefined
  switch (name) {
    case 'varchar':
      return size ? `VARCHAR${size}` : 'LONGTEXT'
    case 'bpchar':
      return `CHAR${size ?? '(1)'}`
    case 'numeric':
      return size ? `DECIMAL${size}` : 'DECIMAL(65, 30)'
    case 'timestamp':
    case 'timestamptz':
      return `DATETIME${size ?? '(6)'}`
    case 'time':
      return `TIME${size ?? '(6)'}`
    default:
      return TYPES.get(name) ?? refuse(`MySQL has no type for ${name}`)
  }
}

/**
 * Types without a size. TEXT is no longer than 64 KB on MySQL, where PostgreSQL's has no limit.
 */
const TYPES = new Map([
  ['text', 'LONGTEXT'],
  ['int2', 'SMALLINT'],
  ['int4', 'INTEGER'],
  ['int8', 'BIGINT'],
  ['smallserial', 'SMALLINT'],
  ['serial', 'INTEGER'],
  ['bigserial', 'BIGINT'],
  ['bool', 'BOOLEAN'],
  ['float4', 'FLOAT'],
  ['float8', 'DOUBLE'],
  ['date', 'DATE'],
  ['bytea', 'LONGBLOB'],
  ['json', 'JSON'],
  ['jsonb', 'JSON'],
  ['uuid', 'CHAR(36)']
])

export function isSerial({ names }: TypeName): boolean {
  return /^(small|big)?serial$/.test(lastName(names))
}

/** The type as it stands in a column's definition, with its collation. */
export function typeOf(column: Column, { enums }: Schema): string {
  if (column.enumName !== undefined) {
    const values = enums.get(column.enumName) ?? refuse(`there is no enum ${column.enumName}`)
    return `ENUM(${values.map(quoteText).join(', ')})`
  }
  return `${mysqlType(column.type)}${collate(column.collation)}`
}

function collate(collation: string | undefined): string {
  switch (collation) {
    case undefined:
    case 'C':
    case 'POSIX':
      return ''
    case 'und-x-icu':
      return ` COLLATE ${BY_LANGUAGE}`
    default:
      return refuse(`no collation for ${collation}`)
  }
}

/**
 * The root collation of Unicode, which tells apart accents, case and trailing blanks. MySQL and MariaDB
 * have no common name for it: each reads the comment of its own, MariaDB none of a version 8.
 */
const BY_LANGUAGE = '/*!80000 utf8mb4_0900_as_cs */ /*M!101001 utf8mb4_uca1400_nopad_as_cs */'

/** The bytes that a column takes in an index; undefined where it has no limit. */
export function indexBytes(column: Column): number | undefined {
  if (column.enumName !== undefined) return 2
  const [, kind = '', size] = /^(\w+)(?:\((\d+))?/.exec(mysqlType(column.type)) ?? []
  if (kind === 'VARCHAR' || kind === 'CHAR') return Number(size) * BYTES_OF_CHARACTER
  if (/TEXT|BLOB|JSON/.test(kind)) return undefined
  return kind === 'DECIMAL' ? Math.ceil(Number(size) / 2) : 8
}

/** In utf8mb4. */
const BYTES_OF_CHARACTER = 4

function sizeOf(node: Node): number {
  return 'A_Const' in node ? (node.A_Const.ival?.ival ?? 0) : refuse('the size of a type is no number')
}
