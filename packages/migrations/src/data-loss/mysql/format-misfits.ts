/**
 * The condition for the rows whose value a column's new type does not hold, or holds otherwise;
 * undefined where the type holds all that the old one did, or its statement fails instead.
 *
 * @param column as SQL
 * @param type its words: `DECIMAL`, `(`, `8`, `,`, `2`, `)`, …
 */
export function formatMisfits(column: string, [name = '', ...rest]: readonly string[]): string | undefined {
  const end = rest.indexOf(')')
  const values = rest[0] === '(' ? rest.slice(1, end).filter((token) => token !== ',') : []
  const [first = '0', second = '0'] = values
  switch (name.toUpperCase()) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'MEDIUMINT':
    case 'INT':
    case 'INTEGER':
    case 'BIGINT':
    case 'BOOLEAN':
      return `ROUND(${column}) <> ${column}`
    case 'DECIMAL':
    case 'NUMERIC':
      return `ROUND(${column}, ${second}) <> ${column}`
    case 'DATE':
      return `CAST(${column} AS DATE) <> ${column}`
    case 'DATETIME':
    case 'TIMESTAMP':
      return `CAST(${column} AS DATETIME(${first})) <> ${column}`
    case 'TIME':
      return `CAST(${column} AS TIME(${first})) <> ${column}`
    case 'CHAR':
    case 'VARCHAR':
      return `CHAR_LENGTH(${column}) > ${values[0] ?? 1}`
    case 'BINARY':
    case 'VARBINARY':
      return `LENGTH(${column}) > ${first}`
    case 'TEXT':
    case 'BLOB':
      return `LENGTH(${column}) > 65535`
    case 'ENUM':
      return `CAST(${column} AS CHAR) NOT IN (${values.join(', ')})`
    default:
      return undefined
  }
}
