import { COPY_ERR_NO_KEY, COPY_ERR_TABLES } from './errors.js'
import { type Column, findColumn, type Kind, type Table } from './row-store.js'

/** A table in both databases, with the same columns in the same order. */
export interface Pair {
  readonly from: Table
  readonly to: Table
}

/**
 * Finds the table of the one database in the other.
 *
 * @throws COPY_ERR_TABLES, COPY_ERR_NO_KEY
 */
export function pairTables(from: readonly Table[], to: readonly Table[]): Pair[] {
  const differences = [
    ...from.flatMap((one) => {
      const other = to.find(({ name }) => name === one.name)
      return other ? compareColumns(one, other) : [`${one.name} is in one only`]
    }),
    ...to.flatMap(({ name }) => (from.some((one) => one.name === name) ? [] : [`${name} is in one only`]))
  ]
  if (differences.length > 0) throw new COPY_ERR_TABLES(differences.join(', '))
  return to.flatMap((target) => {
    const source = from.find(({ name }) => name === target.name)
    if (!source) return []
    if (source.key.length === 0 || target.key.length === 0) throw new COPY_ERR_NO_KEY(target.name)
    return [{ from: withKindsOf(source, target), to: withKindsOf(target, source) }]
  })
}

function compareColumns(one: Table, other: Table): string[] {
  const names = new Set([...one.columns, ...other.columns].map(({ name }) => name))
  return [...names].flatMap((name) => {
    const [mine, its] = [findColumn(one, name), findColumn(other, name)]
    if (!mine || !its) return [`${one.name}.${name} is in one only`]
    return sharedKind(mine, its) ? [] : [`${one.name}.${name} is ${mine.type} and ${its.type}`]
  })
}

function withKindsOf(table: Table, other: Table): Table {
  const columns = table.columns.map((column) => {
    const its = findColumn(other, column.name)
    return { ...column, kind: (its && sharedKind(column, its)) ?? column.kind }
  })
  return { ...table, columns }
}

/** What a column holds in both databases. MariaDB keeps JSON in a text. */
function sharedKind({ kind: one }: Column, { kind: other }: Column): Kind | undefined {
  if (one === other) return one
  const kinds = [one, other]
  return kinds.includes('json') && kinds.includes('text') ? 'json' : undefined
}
