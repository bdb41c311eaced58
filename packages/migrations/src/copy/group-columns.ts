import type { Column, Table } from './row-store.js'

/** A column with its table, as a database lists it. */
export interface ListedColumn extends Column {
  readonly table: string
  /** Its place in the primary key; null where it is not in it. */
  readonly key: number | null
  readonly numbered: boolean
}

/** Puts columns together to tables. Columns are in the order of their names. */
export function groupColumns(listed: readonly ListedColumn[]): Table[] {
  const names = [...new Set(listed.map(({ table }) => table))]
  return names.map((name) => {
    const columns = listed.filter(({ table }) => table === name)
    const key = columns
      .filter((column) => column.key !== null)
      .sort((one, other) => Number(one.key) - Number(other.key))
    return {
      name,
      columns: columns.map(({ name, kind, type }) => ({ name, kind, type })).sort(byName),
      key: key.map((column) => column.name),
      numbered: columns.find(({ numbered }) => numbered)?.name
    }
  })
}

function byName(one: Column, other: Column): number {
  return one.name < other.name ? -1 : 1
}
