import { quoteName } from '../../quote.js'
import { COLLATION, type Table, type Tables, TEXT_TYPE } from './read-tables.js'

/**
 * Prisma's models know no CHECKs and no collations: those are written into migrations by hand. So the
 * tables of models get the ones of other tables, for columns that both have.
 */
export function keepUnmodelled(models: Tables, others: Tables): Tables {
  return new Map(
    [...models].map(([name, table]) => {
      const other = others.get(name)
      return [
        name,
        other ? { ...table, checks: keepChecks(table, other), columns: keepCollations(table, other) } : table
      ]
    })
  )
}

function keepChecks(table: Table, other: Table): Table['checks'] {
  const gone = [...other.columns.keys()].filter((column) => !table.columns.has(column)).map(quoteName)
  return new Map([...other.checks].filter(([, line]) => !gone.some((column) => line.includes(column))))
}

function keepCollations(table: Table, other: Table): Table['columns'] {
  return new Map(
    [...table.columns].map(([column, definition]) => {
      const [collation] = COLLATION.exec(other.columns.get(column) ?? '') ?? []
      const [type] = TEXT_TYPE.exec(definition) ?? []
      return [column, collation && type ? definition.replace(type, `${type}${collation}`) : definition]
    })
  )
}
