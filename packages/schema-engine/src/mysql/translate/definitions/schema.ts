import type { Node, TypeName } from 'libpg-query'

/** The tables and enums that the statements so far make: MODIFY wants a column whole. */
export interface Schema {
  readonly tables: Map<string, Table>
  /** The values of each enum of PostgreSQL. On MySQL they are part of each column. */
  readonly enums: Map<string, string[]>
  /** Those of PostgreSQL that serial columns have left behind. MySQL has none. */
  readonly sequences: Set<string>
}

export interface Table {
  name: string
  readonly columns: Map<string, Column>
  primaryKey: PrimaryKey | undefined
  readonly indexes: Map<string, Index>
  readonly foreignKeys: Map<string, ForeignKey>
  readonly checks: Map<string, Check>
}

export interface Column {
  /** PostgreSQL's. */
  type: TypeName
  /** Follows the enum when that is renamed. */
  enumName: string | undefined
  /** As PostgreSQL calls it. */
  collation: string | undefined
  notNull: boolean
  autoIncrement: boolean
  default: Node | undefined
  /** The kinds of constraints that stand at the column itself, which Prisma does not write. */
  readonly constraints: string[]
}

export interface PrimaryKey {
  /** PostgreSQL's; MySQL's has none. */
  name: string
  columns: string[]
}

export interface Index {
  unique: boolean
  columns: IndexColumn[]
  /** Made by MySQL for the foreign key of this name, which had no index. */
  forForeignKey: boolean
}

export interface IndexColumn {
  name: string
  descending: boolean
}

export interface ForeignKey {
  columns: string[]
  target: string
  targetColumns: string[]
  /** MySQL's words. */
  onDelete: string
  onUpdate: string
}

export interface Check {
  expression: Node
}

/** A schema without tables. */
export function emptySchema(): Schema {
  return { tables: new Map(), enums: new Map(), sequences: new Set() }
}

/** Whether an index on these columns serves a foreign key. */
export function covers(columns: readonly string[], key: Pick<ForeignKey, 'columns'>): boolean {
  return key.columns.every((name, place) => columns[place] === name)
}

/** Every list of columns that the table has an index of, the primary key's first. */
export function indexedColumns({ primaryKey, indexes }: Table): string[][] {
  const lists = [...indexes.values()].map((index) => columnNames(index))
  return primaryKey ? [primaryKey.columns, ...lists] : lists
}

export function columnNames({ columns }: Pick<Index, 'columns'>): string[] {
  return columns.map(({ name }) => name)
}
