import type { Connection } from 'mariadb'
import { countRows } from '../../data-loss/count-rows.js'
import { isNotNull, isRequired, tokensOf } from '../../data-loss/read-changes.js'
import { quoteName } from '../../quote.js'
import type { Difference, PartChange, TableChange } from './compare-tables.js'

/** A change that may lose data, or that data may forbid. The messages are Prisma's. */
export interface Risk {
  /** What may happen, for a migration's text. */
  readonly message: string
  /** Counts what is in the way of it. */
  readonly count: string
  /** What does happen, where so many are in the way. */
  describe(count: number): string
  /** Whether the server would refuse it, or make values up. */
  readonly blocks: boolean
}

/** The risks that a difference has for databases of any content. */
export function listRisks({ dropped, changed }: Difference): Risk[] {
  return [
    ...dropped.map(({ name }) => dropTable(name)),
    ...changed.flatMap(({ table, columns, keys }) => [
      ...columns.flatMap((column) => columnRisks(table, column)),
      ...keys.flatMap((key) => uniqueRisks(table, key))
    ])
  ]
}

/** The risks of a difference that the content of this database bears out. */
export async function findRisks(
  connection: Connection,
  difference: Difference
): Promise<{ warnings: string[]; unexecutable: string[] }> {
  const found: { warnings: string[]; unexecutable: string[] } = { warnings: [], unexecutable: [] }
  for (const risk of listRisks(difference)) {
    const count = await countRows(connection, risk.count)
    if (count > 0) found[risk.blocks ? 'unexecutable' : 'warnings'].push(risk.describe(count))
  }
  return found
}

function dropTable(table: string): Risk {
  return {
    message: `You are about to drop the \`${table}\` table. If the table is not empty, all the data it contains will be lost.`,
    count: `SELECT COUNT(*) FROM ${quoteName(table)}`,
    describe: (count) => `You are about to drop the \`${table}\` table, which is not empty (${count} rows).`,
    blocks: false
  }
}

function columnRisks(table: string, { name, from, to }: PartChange): Risk[] {
  const column = `the column \`${name}\` on the \`${table}\` table`
  if (to === undefined) {
    return [
      {
        message: `You are about to drop ${column}. All the data in the column will be lost.`,
        count: countValues(table, name, 'IS NOT NULL'),
        describe: (count) =>
          `You are about to drop ${column}, which still contains ${count} non-null values.`,
        blocks: false
      }
    ]
  }
  if (from === undefined) {
    if (!isUnfilled({ name, from, to })) return []
    const added = `Added the required column \`${name}\` to the \`${table}\` table without a default value.`
    return [
      {
        message: `${added} This is not possible if the table is not empty.`,
        count: `SELECT COUNT(*) FROM ${quoteName(table)}`,
        describe: (count) =>
          `${added} There are ${count} rows in this table, it is not possible to execute this step.`,
        blocks: true
      }
    ]
  }
  const risks: Risk[] = []
  if (isNotNull(tokensOf(to)) && !isNotNull(tokensOf(from))) {
    const made = `Made the column \`${name}\` on table \`${table}\` required`
    risks.push({
      message: `${made}. This step will fail if there are existing NULL values in that column.`,
      count: countValues(table, name, 'IS NULL'),
      describe: (count) => `${made}, but there are ${count} existing NULL values.`,
      blocks: true
    })
  }
  const [before, after] = [typeOf(from), typeOf(to)]
  if (!holds(after, before)) {
    const cast = `The data in that column will be cast from \`${before}\` to \`${after}\`.`
    risks.push({
      message: `You are about to alter ${column}. The data in that column could be lost. ${cast}`,
      count: countValues(table, name, 'IS NOT NULL'),
      describe: (count) =>
        `You are about to alter ${column}, which contains ${count} non-null values. ${cast}`,
      blocks: false
    })
  }
  return risks
}

function uniqueRisks(table: string, { to }: TableChange['keys'][number]): Risk[] {
  const [, columns] = /^UNIQUE KEY `(?:[^`]|``)+` \((.*)\)/.exec(to ?? '') ?? []
  if (columns === undefined) return []
  const message = `A unique constraint covering the columns \`[${columns.replaceAll('`', '')}]\` on the table \`${table}\` will be added. If there are existing duplicate values, this will fail.`
  const count = `SELECT COUNT(*) FROM ${quoteName(table)}`
  return [{ message, count, describe: () => message, blocks: false }]
}

/** Whether this is a new column that no row has a value for. */
export function isUnfilled({ from, to }: PartChange): boolean {
  return from === undefined && to !== undefined && isRequired(tokensOf(to))
}

function countValues(table: string, column: string, condition: string): string {
  return `SELECT COUNT(*) FROM ${quoteName(table)} WHERE ${quoteName(column)} ${condition}`
}

/** `varchar(20)`, `enum('a','b')`, `int unsigned` */
function typeOf(definition: string): string {
  const [type = definition] = /^\w+(?:\((?:'(?:[^']|'')*'|[^')])*\))?(?: unsigned)?/.exec(definition) ?? []
  return type
}

/** Whether every value of one type is one of the other. Where this cannot tell, it is not. */
function holds(type: string, other: string): boolean {
  if (type === other) return true
  const [[one, oneSize], [two, twoSize]] = [readType(type), readType(other)]
  if (one === 'enum' && two === 'enum') {
    const values: string[] = oneSize.match(/'(?:[^']|'')*'/g) ?? []
    return (twoSize.match(/'(?:[^']|'')*'/g) ?? []).every((value) => values.includes(value))
  }
  if (one === two) return Number(oneSize) >= Number(twoSize)
  if (two === 'char' && one === 'varchar') return Number(oneSize) >= Number(twoSize)
  return WIDER.some((family) => family.includes(two) && family.indexOf(one) > family.indexOf(two))
}

function readType(type: string): [name: string, size: string] {
  const [, name = type, size = ''] = /^(\w+)(?:\((.*)\))?$/s.exec(type) ?? []
  return [name, size]
}

/** In each list the later types hold the earlier ones. Text of any length up to 65,535 is in TEXT. */
const WIDER = [
  ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'],
  ['char', 'tinytext', 'text', 'mediumtext', 'longtext'],
  ['varchar', 'mediumtext', 'longtext'],
  ['enum', 'text', 'mediumtext', 'longtext'],
  ['float', 'double'],
  ['tinyblob', 'blob', 'mediumblob', 'longblob']
]
