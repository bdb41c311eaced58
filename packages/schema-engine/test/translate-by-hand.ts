import t from 'tap'
import { splitStatements, translateMigrations } from '../src/index.js'
import { findMarkedPlaces } from '../src/mysql/translate/twin.js'
import { mysql, TABLES, translate } from './fixtures/translate.js'

const ADD_CHECK = 'ALTER TABLE "pets" ADD CONSTRAINT "c" CHECK'
const ADD_UNIQUE = 'ALTER TABLE "users" ADD CONSTRAINT "u" UNIQUE'
const ADD_KEY = 'ALTER TABLE "pets" ADD CONSTRAINT "f" FOREIGN KEY ("number") REFERENCES "users"'

t.test('stops where MySQL may do something else', async (t) => {
  const cases: [sql: string, reason: RegExp][] = [
    ['UPDATE "users" SET "name" = \'x\'', /changes rows/],
    ['INSERT INTO "users" ("name") VALUES (1)', /changes rows/],
    ['DELETE FROM "users"', /changes rows/],
    ['CREATE EXTENSION citext', /CreateExtensionStmt is not known/],
    ['SELECT 1', /SelectStmt is not known/],
    ['ALTER TABLE "users" ADD COLUMN "a" TEXT[]', /no lists \(text\[\]\)/],
    ['ALTER TABLE "users" ADD COLUMN "a" CITEXT', /no type for citext/],
    ['ALTER TABLE "users" ADD COLUMN "a" INTEGER GENERATED ALWAYS AS ("id" + 1) STORED', /CONSTR_GENERATED/],
    ['ALTER TABLE "users" ADD COLUMN "a" TEXT COLLATE "de-x-icu"', /no collation for de-x-icu/],
    [
      'ALTER TABLE "users" ADD COLUMN "a" INTEGER DEFAULT nextval(\'s\')',
      /may read the expression in another way/
    ],
    [
      'ALTER TABLE "users" ADD COLUMN "a" TIMESTAMP(3) DEFAULT \'2026-01-01 00:00:00 +01:00\'',
      /in another way than MySQL/
    ],
    ['ALTER TABLE "users" ALTER COLUMN "name" SET DATA TYPE INTEGER USING length("name")', /USING/],
    ['ALTER TABLE "users" ALTER COLUMN "id" SET DATA TYPE TEXT', /INTEGER becomes LONGTEXT/],
    ['ALTER TABLE "users" ADD COLUMN IF NOT EXISTS "a" INTEGER', /IF/],
    ['ALTER TABLE "users" DROP CONSTRAINT "users_pkey"', /counts only in a column that has an index/],
    [
      `ALTER TABLE "users" DROP CONSTRAINT "users_pkey", DROP COLUMN "name", ADD COLUMN "name" DATE NOT NULL,
        ADD CONSTRAINT "users_pkey" PRIMARY KEY ("name", "id")`,
      /counts only in a column that has an index/
    ],
    [
      `ALTER TABLE "pets" DROP CONSTRAINT "pets_user_id_fkey",
        ADD CONSTRAINT "pets_user_id_fkey" FOREIGN KEY ("number") REFERENCES "users"("id")`,
      /no foreign key "pets_user_id_fkey" in the statement that drops it/
    ],
    ['ALTER TABLE "users" DROP CONSTRAINT "nothing"', /no constraint "nothing"/],
    [`ALTER TYPE "Role" RENAME VALUE 'staff' TO 'crew'`, /keeps the values of an enum in the rows/],
    ['CREATE INDEX "a" ON "users"("notes")', /no index on the whole of "notes".*@db\.VarChar/],
    ['ALTER TABLE "users" ADD COLUMN "a" VARCHAR(800); CREATE INDEX "a" ON "users"("a")', /3200 bytes.*3072/],
    ['CREATE INDEX "a" ON "users"("name") WHERE "id" > 3', /on a part of the rows/],
    ['CREATE INDEX "a" ON "users"(lower("name"))', /index on an expression/],
    ['CREATE INDEX "a" ON "users" USING gin ("name")', /of the kind gin/],
    ['CREATE INDEX "a" ON "users"("name" text_pattern_ops)', /in a way that MySQL lacks/],
    ['CREATE INDEX "a" ON "users"("name" DESC NULLS LAST)', /NULL/],
    ['DROP INDEX IF EXISTS "pets_weight_idx"', /IF EXISTS/],
    ['DROP TABLE "users" CASCADE', /CASCADE/],
    [`${ADD_CHECK} ("weight" / 2 > 1)`, /operator \/ may mean something else/],
    [`${ADD_CHECK} ("weight" BETWEEN 1 AND 2)`, /operator BETWEEN/],
    [`${ADD_CHECK} (abs("weight") > 1)`, /may read the expression in another way/],
    [`${ADD_CHECK} ("weight"::text = '1')`, /may read the expression in another way/],
    [`ALTER TABLE "users" ADD CONSTRAINT "c" CHECK ("name" ~ '^a')`, /operator ~/],
    [`ALTER TABLE "users" ADD CONSTRAINT "c" CHECK ("name" || 'x' = 'ax')`, /operator \|\|/],
    [`ALTER TABLE "users" ADD CONSTRAINT "c" CHECK ("name" + 1 = 2)`, /"name" is no number/],
    [
      'ALTER TABLE "pets" ADD CONSTRAINT "c" CHECK ("user_id" > 0)',
      /foreign key \(pets_user_id_fkey\) changes/
    ],
    [
      'ALTER TABLE "pets" ADD CONSTRAINT "f" FOREIGN KEY ("weight") REFERENCES "users"("id") ON DELETE SET NULL',
      /a CHECK \(pets_weight_check\) compares/
    ],
    ['ALTER TABLE "pets" RENAME COLUMN "weight" TO "mass"', /CHECK \(pets_weight_check\)/],
    [`${ADD_UNIQUE} NULLS NOT DISTINCT ("name")`, /no NULLS NOT DISTINCT/],
    [`${ADD_UNIQUE} ("name") DEFERRABLE INITIALLY DEFERRED`, /no DEFERRABLE/],
    [`${ADD_UNIQUE} ("name") INCLUDE ("since")`, /no INCLUDE/],
    [`${ADD_UNIQUE} ("name", "since" WITHOUT OVERLAPS)`, /no WITHOUT OVERLAPS/],
    [`CREATE UNIQUE INDEX "i" ON "users"("name"); ${ADD_UNIQUE} USING INDEX "i"`, /no USING INDEX/],
    ['CREATE INDEX "a" ON "users"("name") INCLUDE ("since")', /no INCLUDE/],
    [`${ADD_CHECK} ("weight" > 1) NOT VALID`, /no NOT VALID/],
    [`${ADD_CHECK} ("weight" > 1) NOT ENFORCED`, /NOT ENFORCED/],
    [`${ADD_KEY} ("id") MATCH FULL`, /no MATCH FULL/],
    [`${ADD_KEY} ("id") ON DELETE SET NULL ("number")`, /no SET NULL of some columns/],
    [`${ADD_KEY} ("id") DEFERRABLE`, /no DEFERRABLE/],
    [ADD_KEY, /names no columns of "users"/],
    [
      'ALTER TABLE "pets" ADD CONSTRAINT "f" FOREIGN KEY ("number", PERIOD "weight") REFERENCES "users" ("id", PERIOD "since")',
      /no PERIOD/
    ],
    ['CREATE TABLE "c" (LIKE "users" INCLUDING ALL, "x" INTEGER)', /in a way that MySQL lacks/],
    ['CREATE TEMP TABLE "c" ("x" INTEGER)', /temporary table/],
    ['CREATE SCHEMA "s" CREATE TABLE "c" ("x" INTEGER)', /CreateSchemaStmt is not known/],
    ['ALTER TABLE "pets" DROP COLUMN "weight" CASCADE', /CASCADE/],
    ['ALTER TABLE "users" DROP CONSTRAINT "users_pkey" CASCADE', /CASCADE/],
    ['DROP SEQUENCE "users_id_seq"', /no sequences/],
    ['ROLLBACK', /commits each change/],
    ['This is no SQL', /parser does not understand it/]
  ]
  for (const [sql, reason] of cases) t.match(await mysql(sql), reason, sql)
})

t.test('a place for a person names line and reason, and has the text', async (t) => {
  const { script, untranslated } = await translate(
    '-- DropIndex\nDROP INDEX "pets_weight_idx";\n\n-- Names are trimmed.\nUPDATE "users"\nSET "name" = trim("name");\n\n-- Loses data: "pets".\nDROP TABLE "pets";\n'
  )
  t.match(untranslated, [{ line: 5, reason: /changes rows/ }])
  t.equal(
    script.replace(/SHA-256 \w+/, 'SHA-256 …'),
    `-- MySQL's form of 2_now/migration.sql (SHA-256 …).

-- DropIndex
DROP INDEX \`pets_weight_idx\` ON \`pets\`;

-- Names are trimmed.
-- TO TRANSLATE BY HAND (line 5): ${untranslated[0]?.reason}
--   UPDATE "users"
--   SET "name" = trim("name");

-- Loses data: "pets".
DROP TABLE \`pets\`;
`
  )
  t.strictSame(findMarkedPlaces(script), [7])
})

t.test('comments stay comments on MySQL, where `--` begins one before a blank only', async (t) => {
  const { script } = await translate(
    '--like this\n  -------- next\n--\n--\tand\u00a0this\n--\u00a0that\nDROP TABLE "pets";'
  )
  t.match(
    script,
    '\n-- like this\n-- ------ next\n--\n--\tand\u00a0this\n-- \u00a0that\nDROP TABLE `pets`;\n'
  )
  t.strictSame(
    splitStatements(script).map(({ text }) => text),
    ['DROP TABLE `pets`']
  )
})

t.test('knows what a statement changes that it does not translate', async (t) => {
  const later =
    'ALTER TABLE "pets" ADD COLUMN "a" CITEXT, ADD COLUMN "b" INTEGER; ALTER TABLE "pets" ALTER COLUMN "b" SET NOT NULL'
  t.match((await translate(later)).script, 'MODIFY `b` INTEGER NOT NULL;')
  const named =
    'CREATE UNIQUE INDEX "i" ON "pets"("weight"); ALTER TABLE "pets" ADD CONSTRAINT "u" UNIQUE USING INDEX "i"'
  t.match((await translate(`${named}; ALTER TABLE "pets" DROP COLUMN "weight"`)).script, 'DROP INDEX `u`,')
})

t.test('the way back begins where the way there ends, and changes nothing of what comes after', async (t) => {
  const twins = await translateMigrations([
    { name: '1_a', script: TABLES },
    {
      name: '2_b',
      script: 'ALTER TABLE "pets" ADD COLUMN "a" INTEGER',
      down: 'ALTER TABLE "pets" DROP COLUMN "a"'
    },
    { name: '3_c', script: 'ALTER TABLE "pets" ALTER COLUMN "a" SET DEFAULT 1' }
  ])
  t.match(twins[1]?.down?.script, /2_b\/down\.sql.*\n\nALTER TABLE `pets` DROP COLUMN `a`;\n$/)
  t.match(twins[2]?.up.script, 'MODIFY `a` INTEGER NULL DEFAULT 1;')
})
