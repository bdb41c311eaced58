/** What a column holds, by which its text is read and compared. */
export type Kind = 'text' | 'number' | 'float' | 'moment' | 'date' | 'clock' | 'bytes' | 'json'

export interface Column {
  readonly name: string
  readonly kind: Kind
  /** The database's own word for its type. */
  readonly type: string
}

export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  /** The names of the columns of its primary key, in their order. */
  readonly key: readonly string[]
  /** The column that the database numbers; undefined where there is none. */
  readonly numbered: string | undefined
}

export function findColumn({ columns }: Table, name: string): Column | undefined {
  return columns.find((column) => column.name === name)
}

/**
 * The values of a row in the order of the columns, as text that is the same on each database: times
 * in UTC with six digits, bytes in hexadecimal, booleans as 0 and 1.
 */
export type Row = readonly (string | null)[]

/** A database, from which rows are copied or to which. */
export interface RowStore {
  /** The tables with rows, by their names; computed columns are left out. */
  listTables(): Promise<Table[]>
  countRows(table: Table): Promise<number>
  /** Begins a transaction that sees the database as it is now. */
  freeze(): Promise<void>
  /**
   * Reads rows in the order of the key.
   *
   * @param after the values of the key of the last row before them; undefined for the first rows
   */
  readRows(table: Table, after: Row | undefined, limit: number): Promise<Row[]>
  writeRows(table: Table, rows: readonly Row[]): Promise<void>
  deleteRows(tables: readonly Table[]): Promise<void>
  /**
   * Turns off what would refuse or change rows while they are copied.
   *
   * @returns the statements that turn on again what outlives this session
   */
  setAside(tables: readonly Table[]): Promise<string[]>
  /** The last number given in a numbered column; undefined before the first. */
  readNumber(table: Table): Promise<string | undefined>
  /** Has the database go on after a number. */
  setNumber(table: Table, last: string): Promise<void>
}
