import { test } from 'tap'
import { readChanges } from '../src/mysql/data-loss/read-changes.js'

test('what a statement of MySQL does to rows is read', (t) => {
  const drop = (column: string) => ({ kind: 'drop-column', table: 'one', column })
  const required = (column: string) => ({ kind: 'add-required', table: 'one', column })
  for (const [statement, changes] of [
    ['ALTER TABLE one DROP a, drop column `b``c`, DROP COLUMN IF EXISTS d', ['a', '`b``c`', 'd'].map(drop)],
    [
      'ALTER TABLE one DROP PRIMARY KEY, DROP INDEX i, DROP KEY k, DROP FOREIGN KEY f, DROP CONSTRAINT c, DROP CHECK x',
      []
    ],
    ['ALTER TABLE `shop`.`one` DROP a', [{ kind: 'drop-column', table: '`shop`.`one`', column: 'a' }]],
    ["ALTER TABLE one ADD a INT, ADD COLUMN b VARCHAR(3) NOT NULL DEFAULT 'NOT NULL, c'", []],
    ['ALTER TABLE one ADD COLUMN a DECIMAL(8, 2) NOT NULL AFTER b, ADD INDEX (c)', [required('a')]],
    ['ALTER TABLE one ADD (a INT NOT NULL, b INT, c INT NOT NULL)', ['a', 'c'].map(required)],
    ['ALTER TABLE one ADD a INT NOT NULL AUTO_INCREMENT, ADD b INT AS (c + 1) NOT NULL', []],
    ['ALTER TABLE one ADD CONSTRAINT c CHECK (a IS NOT NULL), ADD UNIQUE (a)', []],
    [
      "ALTER TABLE one MODIFY a ENUM('x, y', 'z') NULL, CHANGE COLUMN b c INT",
      [
        { kind: 'change-column', column: 'a', type: ['ENUM', '(', "'x, y'", ',', "'z'", ')', 'NULL'] },
        { kind: 'change-column', column: 'b', type: ['INT'] }
      ]
    ],
    ['ALTER TABLE one RENAME COLUMN a TO b, ALTER c SET DEFAULT 1, ADD INDEX i (c)', []],
    [
      'DROP TABLE IF EXISTS one, `two`',
      [
        { kind: 'drop-table', table: 'one' },
        { kind: 'drop-table', table: '`two`' }
      ]
    ],
    ['DROP INDEX i ON one', []],
    ['DROP TEMPORARY TABLE one', []],
    ['CREATE OR REPLACE TABLE one (id INT)', [{ kind: 'drop-table', table: 'one' }]],
    ['/* all */ TRUNCATE TABLE one', [{ kind: 'empty-table', table: 'one' }]],
    ['DELETE /* DROP */ FROM one WHERE a = "; FROM x"', [{ kind: 'delete-rows', table: 'one' }]],
    ['WITH old AS (SELECT 1) DELETE one FROM one JOIN old', [{ kind: 'delete-rows', table: 'one' }]],
    ['ALTER TABLE one DROP /*!80016 CHECK */ /*M! CONSTRAINT */ c', []],
    ['ALTER TABLE one /*M!100616 DROP a */', [drop('a')]],
    ['DROP SCHEMA shop', [{ kind: 'drop-database', name: 'shop' }]],
    ["INSERT INTO one VALUES ('DELETE FROM one')", []],
    ['CREATE TRIGGER t BEFORE INSERT ON one FOR EACH ROW DELETE FROM two', []]
  ] as const) {
    const found = readChanges(statement)
    t.match(found, changes, statement)
    t.equal(found.length, changes.length, statement)
  }
  t.end()
})
