import { Type } from 'typebox'
import { type Database, isMysql } from './client.js'
import { mysqlNumberOf } from './driver-errors/database-away.js'
import { executeStatement } from './query-rows.js'
import { type Statement, statement, type Value } from './statement.js'

/** A model of the client, by what is asked of it. */
interface Model<Row> {
  $name?: string
  createMany(args: { data: Row[] }): PromiseLike<{ count: number }>
}

/**
 * Writes rows, as `createMany` does, by a statement that is prepared once for each number of rows:
 * Prisma plans each `createMany` anew, for four times the CPU. What a row leaves out has the default
 * of its column, so a time is to be given: the server's clock may be in another zone.
 *
 * @param model one of `db`: `createRows(tx, tx.orderLine, rows)`
 * @throws TypeError where a row has a field that the model has not; the errors of a raw query:
 * `violatedConstraint` tells which rule refused it
 */
export async function createRows<Row extends object>(
  db: Database,
  model: Model<Row>,
  rows: readonly Row[]
): Promise<void> {
  await insertRows(db, model, rows)
}

/**
 * The same for the rows whose keys nobody has yet. It waits for a transaction that is writing one of them.
 *
 * @returns how many it wrote
 */
export async function createMissing<Row extends object>(
  db: Database,
  model: Model<Row>,
  rows: readonly Row[]
): Promise<number> {
  if (!isMysql(db)) return insertRows(db, model, rows, ' ON CONFLICT DO NOTHING')
  // IGNORE would also skip what a foreign key refuses, and cut what is too long. An error does not
  // end a transaction there.
  let written = 0
  for (const row of rows) {
    try {
      written += await insertRows(db, model, [row])
    } catch (error) {
      if (mysqlNumberOf(error) !== ER_DUP_ENTRY) throw error
    }
  }
  return written
}

/** @param ending of PostgreSQL's text */
async function insertRows<Row extends object>(
  db: Database,
  model: Model<Row>,
  rows: readonly Row[],
  ending = ''
): Promise<number> {
  const table = tableOf(db, model)
  let count = 0
  for (let start = 0; start < rows.length; start += AT_ONCE) {
    const [insert, values] = insertion(table, rows.slice(start, start + AT_ONCE), ending)
    count += await executeStatement(db, insert, values)
  }
  return count
}

function insertion(table: Table, rows: readonly object[], ending: string): [Statement, Value[]] {
  checkFields(table, rows)
  const read = (row: object, { field }: Column): Value | undefined => Reflect.get(row, field)
  const given = table.columns.filter((column) => rows.some((row) => read(row, column) !== undefined))
  const values: Value[] = []
  const place = (value: Value | undefined) => (value === undefined ? 'DEFAULT' : `$${values.push(value)}`)
  const tuples = rows.map((row) => `(${given.map((column) => place(read(row, column))).join(', ')})`)
  const insert = (quote: string) => {
    const columns = given.map(({ name }) => `${quote}${name}${quote}`).join(', ')
    return `INSERT INTO ${quote}${table.name}${quote} (${columns}) VALUES ${tuples.join(', ')}`
  }
  return [statement(Type.Never(), { postgresql: insert('"') + ending, mysql: insert('`') }), values]
}

/** TypeScript lets a row through that has more than is asked for: what is not written must not be lost unseen. */
function checkFields({ name, columns }: Table, rows: readonly object[]): void {
  const fields = new Set(columns.map(({ field }) => field))
  const unknown = rows.flatMap(Object.keys).find((key) => !fields.has(key))
  if (unknown !== undefined) throw new TypeError(`The rows of ${name} have no field '${unknown}'.`)
}

interface Table {
  name: string
  columns: Column[]
}

interface Column {
  /** As the model calls it. */
  field: string
  name: string
}

/** The table of a model. Prisma tells what it is called nowhere but in its client. */
function tableOf(db: Database, { $name = '' }: { $name?: string }): Table {
  const models: Record<string, ModelData> = Reflect.get(db, '_runtimeDataModel').models
  const { dbName, fields = [] } = models[$name] ?? {}
  const columns = fields
    .filter(({ kind }) => kind !== 'object')
    .map(({ name, dbName: column }) => ({ field: name, name: column ?? name }))
  return { name: dbName ?? $name, columns }
}

interface ModelData {
  dbName?: string | null
  fields: { name: string; kind: string; dbName?: string }[]
}

/** Of 40 columns each, they have fewer values than the 32,766 that node-postgres can send. */
const AT_ONCE = 500

const ER_DUP_ENTRY = 1062
