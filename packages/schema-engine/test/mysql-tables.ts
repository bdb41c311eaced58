import t from 'tap'
import { compareTables, isEmpty } from '../src/mysql/engine/tables/compare-tables.js'
import { keepUnmodelled } from '../src/mysql/engine/tables/keep-unmodelled.js'
import { parseTable } from '../src/mysql/engine/tables/read-tables.js'
import { writeScript, writeStatements } from '../src/mysql/engine/tables/write-changes.js'

/** As MySQL 8 and MariaDB 10.11 show the same table. */
const MYSQL = `CREATE TABLE \`us\`\`ers\` (
  \`id\` int NOT NULL AUTO_INCREMENT,
  \`name, (x)\` varchar(80) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT 'a, \`b\`',
  \`role\` enum('a','b) c') CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs DEFAULT NULL,
  \`open\` tinyint(1) NOT NULL,
  PRIMARY KEY (\`id\`),
  UNIQUE KEY \`by_name\` (\`name, (x)\`),
  KEY \`by_role\` (\`role\`,\`id\`),
  CONSTRAINT \`parent\` FOREIGN KEY (\`id\`) REFERENCES \`other\` (\`id\`) ON DELETE CASCADE,
  CONSTRAINT \`positive\` CHECK ((\`id\` > 0))
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`
const MARIADB = MYSQL.replace('int NOT', 'int(11) NOT').replace(
  ' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
  ''
)

t.test('a table is read alike from both servers', async (t) => {
  const table = parseTable('us`ers', MYSQL)
  t.strictSame(parseTable('us`ers', MARIADB), table)
  t.strictSame(Object.fromEntries(table.columns), {
    id: 'int NOT NULL AUTO_INCREMENT',
    'name, (x)': "varchar(80) NOT NULL DEFAULT 'a, `b`'",
    role: "enum('a','b) c') CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs DEFAULT NULL",
    open: 'tinyint(1) NOT NULL'
  })
  t.strictSame([...table.keys.keys()], ['PRIMARY', 'by_name', 'by_role'])
  t.strictSame([...table.foreignKeys.keys()], ['parent'])
  t.strictSame([...table.checks.keys()], ['positive'])
  t.equal(table.options, 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin')
})

t.test('a table of another collation differs, in its texts', async (t) => {
  const columnsOf = (text: string) => Object.fromEntries(parseTable('us`ers', text).columns)
  const from = MYSQL.replace(/ CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs/, '')
  const tables = { MYSQL: from, MARIADB: from.replace(' CHARACTER SET utf8mb4 COLLATE utf8mb4_bin', '') }
  for (const [name, text] of Object.entries(tables)) {
    const converted = text
      .replaceAll('utf8mb4_bin', 'utf8mb4_general_ci')
      .replace(' CHARACTER SET utf8mb4', '')
    t.strictSame(
      columnsOf(converted),
      {
        ...columnsOf(text),
        'name, (x)': "varchar(80) COLLATE utf8mb4_general_ci NOT NULL DEFAULT 'a, `b`'",
        role: "enum('a','b) c') COLLATE utf8mb4_general_ci DEFAULT NULL"
      },
      name
    )
  }
  const latin = tables.MARIADB.replace('CHARSET=utf8mb4 COLLATE=utf8mb4_bin', 'CHARSET=latin1')
  t.match(columnsOf(latin)['name, (x)'], 'varchar(80) CHARACTER SET latin1 NOT NULL')
  const said = new Map([['users', parseTable('users', tables.MARIADB)]])
  for (const text of [latin, tables.MARIADB.replace('utf8mb4_bin', 'utf8mb4_general_ci')]) {
    const database = new Map([['users', parseTable('users', text)]])
    t.ok(isEmpty(compareTables(database, keepUnmodelled(said, database))), 'which models do not say')
  }
})

t.test('what models do not say is no difference', async (t) => {
  const database = new Map([['users', parseTable('users', MYSQL)]])
  const said = MYSQL.replace(/ CHARACTER SET utf8mb4 COLLATE utf8mb4_0900_as_cs/, '').replace(
    /,\n.*CHECK.*/,
    ''
  )
  const models = new Map([['users', parseTable('users', said)]])
  t.ok(isEmpty(compareTables(database, keepUnmodelled(models, database))))
  t.strictSame(writeStatements(compareTables(database, models)), [
    "ALTER TABLE `users`\n    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `positive`,\n    MODIFY COLUMN `role` enum('a','b) c') DEFAULT NULL"
  ])
})

t.test('a table is altered at once, between its foreign keys', async (t) => {
  const from = new Map([['users', parseTable('users', MYSQL)]])
  const text = MYSQL.replace('int NOT', 'bigint NOT').replace('KEY `by_role`', 'KEY `by_role_id`')
  const script = writeScript(compareTables(from, new Map([['users', parseTable('users', text)]])))
  t.equal(
    script,
    `ALTER TABLE \`users\`
    DROP FOREIGN KEY \`parent\`;

ALTER TABLE \`users\`
    DROP INDEX \`by_role\`,
    MODIFY COLUMN \`id\` bigint NOT NULL AUTO_INCREMENT,
    ADD KEY \`by_role_id\` (\`role\`,\`id\`);

ALTER TABLE \`users\`
    ADD CONSTRAINT \`parent\` FOREIGN KEY (\`id\`) REFERENCES \`other\` (\`id\`) ON DELETE CASCADE;
`
  )
})
