import type { Connection } from 'mariadb'

/**
 * The structure of a MySQL database, in sorted lines: a line for each table, column, index, foreign key and
 * CHECK. Two databases on one server can be compared by them; each server writes them in its own way.
 * The order of columns does not count.
 */
export async function readStructure(connection: Connection): Promise<string[]> {
  const found: string[] = []
  for (const sql of QUERIES) {
    const rows = await connection.query<string[][]>({ sql, rowsAsArray: true })
    found.push(...rows.map((parts) => parts.filter((part) => part !== '').join(' ')))
  }
  return found.sort()
}

const IN_DATABASE = 'WHERE t.table_schema = DATABASE()'

/** Each answers with the parts of lines. */
const QUERIES = [
  `SELECT 'table', t.table_name, t.engine, t.table_collation
   FROM information_schema.tables t ${IN_DATABASE}`,
  `SELECT 'column', CONCAT(t.table_name, '.', t.column_name), t.column_type,
     COALESCE(t.collation_name, ''), IF(t.is_nullable = 'YES', 'NULL', 'NOT NULL'),
     COALESCE(CONCAT('DEFAULT ', t.column_default), ''), t.extra
   FROM information_schema.columns t ${IN_DATABASE}`,
  `SELECT IF(t.non_unique, 'index', 'unique index'), CONCAT(t.table_name, '.', t.index_name),
     GROUP_CONCAT(CONCAT(t.column_name, IF(t.collation = 'D', ' DESC', ''), COALESCE(CONCAT('(', t.sub_part, ')'), ''))
       ORDER BY t.seq_in_index SEPARATOR ', ')
   FROM information_schema.statistics t ${IN_DATABASE} GROUP BY t.table_name, t.index_name, t.non_unique`,
  `SELECT 'foreign key', CONCAT(t.table_name, '.', t.constraint_name),
     GROUP_CONCAT(t.column_name ORDER BY t.ordinal_position SEPARATOR ', '), 'to', t.referenced_table_name,
     GROUP_CONCAT(t.referenced_column_name ORDER BY t.ordinal_position SEPARATOR ', '),
     CONCAT('ON DELETE ', r.delete_rule, ' ON UPDATE ', r.update_rule)
   FROM information_schema.key_column_usage t
   JOIN information_schema.referential_constraints r
     ON r.constraint_schema = t.table_schema AND r.table_name = t.table_name AND r.constraint_name = t.constraint_name
   ${IN_DATABASE} AND t.referenced_table_name IS NOT NULL
   GROUP BY t.table_name, t.constraint_name, t.referenced_table_name, r.delete_rule, r.update_rule`,
  // MariaDB has a CHECK of its own for each JSON column, by that one's name.
  `SELECT 'check', CONCAT(t.table_name, '.', t.constraint_name), c.check_clause
   FROM information_schema.table_constraints t
   JOIN information_schema.check_constraints c
     ON c.constraint_schema = t.table_schema AND c.constraint_name = t.constraint_name
   ${IN_DATABASE} AND t.constraint_type = 'CHECK'`
]
