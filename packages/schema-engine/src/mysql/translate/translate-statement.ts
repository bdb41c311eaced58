import type {
  AlterEnumStmt,
  CreateEnumStmt,
  CreateStmt,
  DropStmt,
  IndexStmt,
  Node,
  TransactionStmt
} from 'libpg-query'
import { quoteName } from '../quote.js'
import { alterTable, writeAlter, writeModify } from './alter-table.js'
import { lastName, namesOf, tableName } from './definitions/read-names.js'
import { refuse } from './definitions/refusal.js'
import type { Table } from './definitions/schema.js'
import { readColumn, writeColumn } from './definitions/write-column.js'
import { addConstraint, addIndex, writeIndexColumns } from './definitions/write-constraint.js'
import { type Context, findTable } from './find-table.js'
import { dropSpareIndexes, readIndex, replaceIndexes } from './foreign-key-index.js'
import { rename } from './rename.js'

/**
 * Writes a statement of PostgreSQL for MySQL, and keeps the schema up to date.
 *
 * @returns no statement, where MySQL needs none; several, where it needs more
 * @throws Refusal where there is no safe translation. The schema is up to date all the same.
 */
export function translateStatement(node: Node, context: Context): string[] {
  if (context.done.has(node)) return []
  if ('CreateStmt' in node) return createTable(node.CreateStmt, context)
  if ('AlterTableStmt' in node) return alterTable(node.AlterTableStmt, context)
  if ('IndexStmt' in node) return createIndex(node.IndexStmt, context)
  if ('DropStmt' in node) return drop(node.DropStmt, context)
  if ('RenameStmt' in node) return rename(node.RenameStmt, context)
  if ('CreateEnumStmt' in node) return createEnum(node.CreateEnumStmt, context)
  if ('AlterEnumStmt' in node) return addValue(node.AlterEnumStmt, context)
  if ('TransactionStmt' in node) return beginOrEnd(node.TransactionStmt, context)
  if ('CreateSchemaStmt' in node && !node.CreateSchemaStmt.schemaElts) return []
  if ('InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node)
    return refuse('a statement that changes rows may mean something else on MySQL')
  return refuse(`a statement of the kind ${Object.keys(node)[0]} is not known`)
}

function createTable(statement: CreateStmt, context: Context): string[] {
  const { schema } = context
  const name = tableName(statement.relation)
  const table: Table = {
    name,
    columns: new Map(),
    primaryKey: undefined,
    indexes: new Map(),
    foreignKeys: new Map(),
    checks: new Map()
  }
  schema.tables.set(name, table)
  const elements = statement.tableElts ?? []
  for (const element of elements)
    if ('ColumnDef' in element)
      table.columns.set(element.ColumnDef.colname ?? '', readColumn(element.ColumnDef, schema))
  const constraints = elements.flatMap((element) =>
    'Constraint' in element ? [addConstraint(element.Constraint, table, schema)] : []
  )
  const { inhRelations, partspec, ofTypename, if_not_exists } = statement
  const isLike = elements.some((element) => 'TableLikeClause' in element)
  if (inhRelations || partspec || ofTypename || if_not_exists || isLike)
    return refuse('the table is made in a way that MySQL lacks')
  if (statement.relation?.relpersistence === 't')
    return refuse('MySQL keeps a temporary table in another way')
  const lines = [
    ...[...table.columns].map(([column, definition]) => writeColumn(column, definition, schema)),
    ...constraints.map((write) => write())
  ]
  // Exact, as PostgreSQL: accents, case and emoji count.
  const options = 'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'
  return [`CREATE TABLE ${quoteName(name)} (\n    ${lines.join(',\n    ')}\n) ${options}`]
}

function createIndex(statement: IndexStmt, context: Context): string[] {
  const table = findTable(context, tableName(statement.relation))
  const { idxname: name, if_not_exists } = statement
  if (!name || if_not_exists) return refuse('the index needs a name, and no IF NOT EXISTS')
  const index = readIndex(statement)
  const write = addIndex(name, index, table)
  const spare = dropSpareIndexes(table)
  if (spare.length > 0) return writeAlter(table, [`ADD ${write()}`, ...spare])
  const kind = index.unique ? 'UNIQUE INDEX' : 'INDEX'
  const columns = writeIndexColumns(index, table)
  return [`CREATE ${kind} ${quoteName(name)} ON ${quoteName(table.name)} ${columns}`]
}

function drop({ removeType, objects = [], behavior, missing_ok }: DropStmt, context: Context): string[] {
  const names = objects.map(objectName)
  if (behavior === 'DROP_CASCADE') return refuse('MySQL has no CASCADE here')
  switch (removeType) {
    case 'OBJECT_TABLE':
      return names.flatMap((name) => {
        context.schema.tables.delete(name)
        return `DROP TABLE ${missing_ok ? 'IF EXISTS ' : ''}${quoteName(name)}`
      })
    case 'OBJECT_INDEX':
      if (missing_ok) return refuse('MySQL has no IF EXISTS here')
      return names.flatMap((name) => dropIndex(name, context))
    case 'OBJECT_TYPE':
      for (const name of names) context.schema.enums.delete(name)
      return []
    case 'OBJECT_SEQUENCE':
      if (!names.every((name) => context.schema.sequences.delete(name)))
        return refuse('MySQL has no sequences')
      return []
    default:
      return refuse(`DROP of ${removeType} is not known`)
  }
}

function dropIndex(name: string, context: Context): string[] {
  const table = [...context.schema.tables.values()].find(({ indexes }) => indexes.has(name))
  if (!table) return refuse(`there is no index "${name}"`)
  table.indexes.delete(name)
  const others = replaceIndexes(table, context).map((write) => write())
  if (others.length > 0) return writeAlter(table, [`DROP INDEX ${quoteName(name)}`, ...others])
  return [`DROP INDEX ${quoteName(name)} ON ${quoteName(table.name)}`]
}

function createEnum({ typeName, vals }: CreateEnumStmt, { schema }: Context): string[] {
  schema.enums.set(lastName(typeName), namesOf(vals))
  return []
}

function addValue(statement: AlterEnumStmt, context: Context): string[] {
  const { typeName, newVal = '', newValNeighbor, newValIsAfter, oldVal, skipIfNewValExists } = statement
  const name = lastName(typeName)
  const values = context.schema.enums.get(name) ?? refuse(`there is no enum ${name}`)
  if (oldVal) {
    values.splice(values.indexOf(oldVal), 1, newVal)
    return refuse('MySQL keeps the values of an enum in the rows: add the new one, UPDATE, take the old away')
  }
  if (skipIfNewValExists && values.includes(newVal)) return []
  const neighbor = newValNeighbor ? values.indexOf(newValNeighbor) : values.length - 1
  values.splice(newValNeighbor && !newValIsAfter ? neighbor : neighbor + 1, 0, newVal)
  return [...context.schema.tables.values()].flatMap((table) =>
    writeAlter(
      table,
      [...table.columns]
        .filter(([, column]) => column.enumName === name)
        .map(([column]) => writeModify(table, column, context))
    )
  )
}

/** Prisma takes away values of an enum in a block of its own: a new type, casts, the old name. */
function beginOrEnd({ kind }: TransactionStmt, context: Context): string[] {
  if (kind === 'TRANS_STMT_BEGIN' && !context.block) {
    context.block = new Map()
    return []
  }
  if (kind !== 'TRANS_STMT_COMMIT' || !context.block) return refuse('MySQL commits each change of a table')
  const block = [...context.block]
  context.block = undefined
  return block.flatMap(([table, columns]) =>
    writeAlter(
      table,
      [...columns].map((column) => writeModify(table, column, context))
    )
  )
}

function objectName(node: Node): string {
  if ('List' in node) return lastName(node.List.items)
  return 'TypeName' in node ? lastName(node.TypeName.names) : lastName([node])
}
