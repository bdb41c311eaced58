import type { Connection } from 'mariadb'
import { EXACT } from '../../connect.js'
import { selectMysqlRows } from '../../databases.js'
import { quoteName } from '../../quote.js'

/** A table in the words of `SHOW CREATE TABLE`, which is one line for each part. */
export interface Table {
  readonly name: string
  /** What follows the name in a column's line: `int NOT NULL AUTO_INCREMENT`. */
  readonly columns: ReadonlyMap<string, string>
  /** The whole lines of indexes, with the primary key as `PRIMARY`. */
  readonly keys: ReadonlyMap<string, string>
  readonly foreignKeys: ReadonlyMap<string, string>
  readonly checks: ReadonlyMap<string, string>
  /** `ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin` */
  readonly options: string
}

/** The tables of a database by their names. */
export type Tables = ReadonlyMap<string, Table>

/** Reads the tables of a connection's database, but for Prisma's own and the external ones. */
export async function readTables(connection: Connection, external: ReadonlySet<string>): Promise<Tables> {
  const tables = new Map<string, Table>()
  for (const [value] of await selectMysqlRows(connection, BASE_TABLES)) {
    const name = String(value)
    if (name === '_prisma_migrations' || external.has(name)) continue
    const [[, text] = []] = await selectMysqlRows(connection, `SHOW CREATE TABLE ${quoteName(name)}`)
    tables.set(name, parseTable(name, String(text)))
  }
  return tables
}

const BASE_TABLES = "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'"

/** Reads the answer of `SHOW CREATE TABLE`. */
export function parseTable(name: string, text: string): Table {
  const columns = new Map<string, string>()
  const keys = new Map<string, string>()
  const foreignKeys = new Map<string, string>()
  const checks = new Map<string, string>()
  const [, ...lines] = text.split('\n')
  const end = lines.findIndex((line) => line.startsWith(')'))
  const options = (lines[end] ?? '')
    .slice(1)
    .replace(/ AUTO_INCREMENT=\d+/, '')
    .trim()
  for (const line of lines.slice(0, end)) {
    const part = line.trim().replace(/,$/, '')
    const [, word = '', quoted = ''] = PART.exec(part) ?? []
    const own = unquote(quoted)
    if (word === '') columns.set(own, plainDefinition(part.slice(quoted.length).trim(), options))
    else if (word.startsWith('PRIMARY')) keys.set('PRIMARY', part)
    else if (!word.startsWith('CONSTRAINT')) keys.set(own, part)
    else if (FOREIGN_KEY.test(part)) foreignKeys.set(own, part)
    else checks.set(own, part)
  }
  return { name, columns, keys, foreignKeys, checks, options }
}

/** Nothing before a column's name, else `UNIQUE KEY`, `PRIMARY KEY`, `CONSTRAINT`, … */
const PART = /^((?:[A-Z]+ )*)(`(?:[^`]|``)+`|\()/
const FOREIGN_KEY = /^CONSTRAINT `(?:[^`]|``)+` FOREIGN KEY /

/**
 * What both servers take: without MariaDB's widths of integers, which mean nothing. A text names its
 * collation unless that is the exact one of its table, which MySQL repeats and MariaDB does not.
 */
function plainDefinition(definition: string, options: string): string {
  const [, charset, collation = ''] = /CHARSET=(\w+)(?: COLLATE=(\w+))?/.exec(options) ?? []
  const plain = definition.replace(/^((?:small|medium|big)?int|tinyint(?!\(1\)))\(\d+\)/, '$1')
  if (charset === undefined || EXACT.test(collation))
    return plain.replace(COLLATION, (clause) => (clause.endsWith(` ${collation}`) ? '' : clause))
  return plain.replace(BARE_TEXT, collation ? `$& COLLATE ${collation}` : `$& CHARACTER SET ${charset}`)
}

/** The clause of a column's definition. Without COLLATE, a character set has its own. */
export const COLLATION = / CHARACTER SET \w+(?: COLLATE \w+)?| COLLATE \w+/

/** How the definition of a text begins. */
export const TEXT_TYPE = /^(?:(?:var)?char\(\d+\)|\w*text|(?:enum|set)\((?:'(?:[^']|'')*',?)+\))/
const BARE_TEXT = new RegExp(`${TEXT_TYPE.source}(?!${COLLATION.source})`)

function unquote(name: string): string {
  return name.slice(1, -1).replaceAll('``', '`')
}

/** The names in the brackets of a key's or foreign key's line: of its own columns, the table, its columns. */
export function readForeignKey(line: string): { columns: string[]; table: string; references: string[] } {
  const [, own = '', table = '', there = ''] = FOREIGN_KEY_PARTS.exec(line) ?? []
  return { columns: readNames(own), table: unquote(table), references: readNames(there) }
}

const FOREIGN_KEY_PARTS = /FOREIGN KEY \((.*?)\) REFERENCES (`(?:[^`]|``)+`) \((.*?)\)/

function readNames(list: string): string[] {
  return [...list.matchAll(/`(?:[^`]|``)+`/g)].map(([name]) => unquote(name))
}
