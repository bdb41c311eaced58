import t from 'tap'
import { splitStatements } from '../src/index.js'

const cases: [name: string, script: string, ...statements: string[]][] = [
  ['the last one needs no semicolon', 'SELECT 1;\nSELECT 2', 'SELECT 1', 'SELECT 2'],
  ['nothing is no statement', ' ;; \n-- only words;\n/* ; */ # ;\n'],
  [
    'strings',
    `SELECT ';', "a;b", 'it''s;', 'it\\'s;', "\\";";SELECT 2`,
    `SELECT ';', "a;b", 'it''s;', 'it\\'s;', "\\";"`,
    'SELECT 2'
  ],
  ['names', 'DROP TABLE `a;b`; DROP TABLE `a``;`', 'DROP TABLE `a;b`', 'DROP TABLE `a``;`'],
  ['comments before a statement go', '-- a; b\n# c;\n/* d; */ SELECT 1; -- e', 'SELECT 1'],
  ['comments within stay', 'SELECT 1 -- a; b\n, 2 /* ; */;', 'SELECT 1 -- a; b\n, 2 /* ; */'],
  [
    'what a server executes is no comment',
    '/*!80016 SELECT 1; */; /*M! SET a = 1 */;',
    '/*!80016 SELECT 1; */',
    '/*M! SET a = 1 */'
  ],
  ['two minus signs are no comment', 'SELECT 5--2; SELECT 1', 'SELECT 5--2', 'SELECT 1'],
  ['a string that does not end', "SELECT 'a; b", "SELECT 'a; b"],
  ['line ends of Windows', '-- a\r\nSELECT 1;\r\nSELECT 2;\r\n', 'SELECT 1', 'SELECT 2'],
  ['characters of all kinds', "SELECT '🍓;', 'ä';SELECT 2", "SELECT '🍓;', 'ä'", 'SELECT 2']
]

for (const [name, script, ...statements] of cases)
  t.test(name, async (t) => {
    t.strictSame(
      splitStatements(script).map(({ text }) => text),
      statements
    )
  })

t.test('says in which line a statement begins', async (t) => {
  const script = "-- a title\n\nSELECT 1,\n  2;\nSELECT '\n'; SELECT 3;"
  t.strictSame(
    splitStatements(script).map(({ line }) => line),
    [3, 5, 6]
  )
})

t.test('takes a string of some megabytes', async (t) => {
  const text = `INSERT INTO t VALUES ('${"it''s ".repeat(500_000)}')`
  t.equal(splitStatements(`${text};SELECT 1`)[0]?.text.length, text.length)
})
