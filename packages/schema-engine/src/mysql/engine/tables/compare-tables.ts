import { readForeignKey, type Table, type Tables } from './read-tables.js'

/** A part of a table that is new (no `from`), gone (no `to`), or different. */
export interface PartChange {
  readonly name: string
  readonly from: string | undefined
  readonly to: string | undefined
}

export interface TableChange {
  readonly table: string
  readonly columns: PartChange[]
  readonly keys: PartChange[]
  readonly foreignKeys: PartChange[]
  readonly checks: PartChange[]
}

/** What leads from some tables to others. */
export interface Difference {
  readonly dropped: Table[]
  readonly added: Table[]
  readonly changed: TableChange[]
}

/**
 * Compares tables of one server: each server has its own words for the same. The order of columns
 * does not count.
 */
export function compareTables(from: Tables, to: Tables): Difference {
  const common = [...from.values()].flatMap((table) => {
    const other = to.get(table.name)
    return other ? [{ from: table, to: other }] : []
  })
  const changed = common.map((pair) => compareTable(pair.from, pair.to))
  renewForeignKeys(changed, to)
  return {
    dropped: [...from.values()].filter(({ name }) => !to.has(name)),
    added: [...to.values()].filter(({ name }) => !from.has(name)),
    changed: changed.filter(
      ({ columns, keys, foreignKeys, checks }) =>
        columns.length + keys.length + foreignKeys.length + checks.length > 0
    )
  }
}

export function isEmpty({ dropped, added, changed }: Difference): boolean {
  return dropped.length + added.length + changed.length === 0
}

function compareTable(from: Table, to: Table): TableChange {
  return {
    table: from.name,
    columns: compareParts(from.columns, to.columns),
    keys: compareParts(from.keys, to.keys),
    foreignKeys: compareParts(from.foreignKeys, to.foreignKeys),
    checks: compareParts(from.checks, to.checks)
  }
}

function compareParts(from: ReadonlyMap<string, string>, to: ReadonlyMap<string, string>): PartChange[] {
  const names = new Set([...from.keys(), ...to.keys()])
  return [...names]
    .map((name) => ({ name, from: from.get(name), to: to.get(name) }))
    .filter((part) => part.from !== part.to)
}

/** The servers refuse to change a column while a foreign key has it: such a key is dropped and made again. */
function renewForeignKeys(changes: TableChange[], to: Tables): void {
  const isModified = (table: string, column: string) =>
    changes
      .find((change) => change.table === table)
      ?.columns.some(({ name, from, to }) => name === column && from !== undefined && to !== undefined)
  for (const { table, foreignKeys } of changes) {
    for (const [name, line] of to.get(table)?.foreignKeys ?? []) {
      if (foreignKeys.some((part) => part.name === name)) continue
      const { columns, table: other, references } = readForeignKey(line)
      const touched =
        columns.some((column) => isModified(table, column)) ||
        references.some((column) => isModified(other, column))
      if (touched) foreignKeys.push({ name, from: line, to: line })
    }
  }
}
