import { quoteName } from '../../quote.js'
import { dropCheck } from '../../translate/alter-table.js'
import type { Difference, PartChange, TableChange } from './compare-tables.js'
import { isUnfilled, listRisks } from './find-risks.js'
import type { Table } from './read-tables.js'

/** A migration's text, which begins with what may be lost or fail; empty where nothing differs. */
export function writeScript(difference: Difference): string {
  const risks = listRisks(difference).map(({ message }) => `  - ${message}\n`)
  const warnings = risks.length > 0 ? [`/*\n  Warnings:\n\n${risks.join('')}\n*/`] : []
  const statements = writeStatements(difference).map((statement) => `${statement};`)
  return [...warnings, ...statements].map((part) => `${part}\n`).join('\n')
}

/**
 * The statements that make a difference, each without its semicolon. A table is altered by one
 * statement, which is done or not, whatever happens to the server.
 */
export function writeStatements({ dropped, added, changed }: Difference): string[] {
  const alterations = changed.flatMap((change) => [
    alterTable(change.table, change.columns.filter(isUnfilled).map(addOptional)),
    alterTable(change.table, alterationsOf(change))
  ])
  return [
    ...dropped.map(({ name, foreignKeys }) => alterTable(name, [...foreignKeys.keys()].map(dropForeignKey))),
    ...changed.map(({ table, foreignKeys }) =>
      alterTable(
        table,
        foreignKeys.flatMap(({ name, from }) => (from ? [dropForeignKey(name)] : []))
      )
    ),
    ...dropped.map(({ name }) => `DROP TABLE ${quoteName(name)}`),
    ...added.map(createTable),
    ...alterations,
    ...added.map(({ name, foreignKeys }) => alterTable(name, [...foreignKeys.values()].map(add))),
    ...changed.map(({ table, foreignKeys }) =>
      alterTable(
        table,
        foreignKeys.flatMap(({ to }) => (to ? [add(to)] : []))
      )
    )
  ].filter((statement) => statement !== '')
}

/** What has changed, for people, in the form of Prisma's. */
export function writeSummary({ dropped, added, changed }: Difference): string {
  const list = (title: string, tables: Table[]) =>
    tables.length > 0 ? [`\n${title}`, ...tables.map(({ name }) => `  - ${name}`)] : []
  return [
    ...list('[+] Added tables', added),
    ...list('[-] Removed tables', dropped),
    ...changed.flatMap(({ table, columns, keys, foreignKeys, checks }) => [
      `\n[*] Changed the \`${table}\` table`,
      ...describe('column', columns),
      ...describe('index', keys),
      ...describe(
        'foreign key',
        foreignKeys.filter(({ from, to }) => from !== to)
      ),
      ...describe('check', checks)
    ])
  ].join('\n')
}

function describe(kind: string, parts: PartChange[]): string[] {
  return parts.map(({ name, from, to }) => {
    if (from === undefined) return `  [+] Added ${kind} \`${name}\``
    if (to === undefined) return `  [-] Removed ${kind} \`${name}\``
    return `  [*] Altered ${kind} \`${name}\` (changed from ${from} to ${to})`
  })
}

function createTable({ name, columns, keys, checks, options }: Table): string {
  const lines = [
    ...[...columns].map(([column, definition]) => `${quoteName(column)} ${definition}`),
    ...keys.values(),
    ...checks.values()
  ]
  return `CREATE TABLE ${quoteName(name)} (\n${lines.map((line) => `    ${line}`).join(',\n')}\n) ${options}`
}

function alterTable(name: string, parts: string[]): string {
  return parts.length > 0 ? `ALTER TABLE ${quoteName(name)}\n    ${parts.join(',\n    ')}` : ''
}

function alterationsOf({ columns, keys, checks }: TableChange): string[] {
  return [
    ...checks.flatMap(({ name, from }) => (from ? [dropCheck(name)] : [])),
    ...keys.flatMap(({ name, from }) => (from ? [dropKey(name)] : [])),
    ...columns.map(({ name, from, to }) => {
      if (to === undefined) return `DROP COLUMN ${quoteName(name)}`
      const isThere = from !== undefined || isUnfilled({ name, from, to })
      return `${isThere ? 'MODIFY' : 'ADD'} COLUMN ${quoteName(name)} ${to}`
    }),
    ...keys.flatMap(({ to }) => (to ? [add(to)] : [])),
    ...checks.flatMap(({ to }) => (to ? [add(to)] : []))
  ]
}

/**
 * MySQL would fill a required column with 0 or ''. Required only afterwards, it is refused where
 * there are rows.
 */
function addOptional({ name, to = '' }: PartChange): string {
  return `ADD COLUMN ${quoteName(name)} ${to.replace('NOT NULL', 'NULL')}`
}

function dropKey(name: string): string {
  return name === 'PRIMARY' ? 'DROP PRIMARY KEY' : `DROP INDEX ${quoteName(name)}`
}

function dropForeignKey(name: string): string {
  return `DROP FOREIGN KEY ${quoteName(name)}`
}

function add(line: string): string {
  return `ADD ${line}`
}
