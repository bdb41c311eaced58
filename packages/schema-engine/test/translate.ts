import t from 'tap'
import { mysql } from './fixtures/translate.js'

function translates(name: string, cases: readonly [sql: string, wanted: string][]): void {
  t.test(name, async (t) => {
    for (const [sql, wanted] of cases) t.equal(await mysql(sql), wanted, sql)
  })
}

translates('tables and columns', [
  [
    `CREATE UNLOGGED TABLE "t" ("a" BIGSERIAL NOT NULL, "b" TEXT NOT NULL DEFAULT 'it''s \\', "c" VARCHAR(9) COLLATE "C", "d" DECIMAL(8,2) DEFAULT -1.5,
      "e" DOUBLE PRECISION, "f" JSONB DEFAULT '{}', "g" UUID, "h" BYTEA, "i" BOOLEAN NOT NULL DEFAULT false, "j" DATE, "k" SMALLINT, "l" CHAR(2),
      "m" TIMESTAMPTZ(6) DEFAULT now(), "n" "Role", "o" VARCHAR, "p" DECIMAL(65,30), "q" REAL, "r" TIME(0), CONSTRAINT "t_pkey" PRIMARY KEY ("a"))`,
    "CREATE TABLE `t` ( `a` BIGINT NOT NULL AUTO_INCREMENT, `b` LONGTEXT NOT NULL DEFAULT ('it''s \\\\'), `c` VARCHAR(9) NULL, " +
      '`d` DECIMAL(8, 2) NULL DEFAULT -1.5, `e` DOUBLE NULL, ' +
      "`f` JSON NULL DEFAULT ('{}'), `g` CHAR(36) NULL, `h` LONGBLOB NULL, `i` BOOLEAN NOT NULL DEFAULT false, `j` DATE NULL, " +
      '`k` SMALLINT NULL, `l` CHAR(2) NULL, `m` DATETIME(6) NULL DEFAULT CURRENT_TIMESTAMP(6), ' +
      "`n` ENUM('customer', 'staff') NULL, `o` LONGTEXT NULL, `p` DECIMAL(65, 30) NULL, `q` FLOAT NULL, `r` TIME(0) NULL, PRIMARY KEY (`a`) ) " +
      'ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;'
  ],
  ['DROP TABLE "pets"', 'DROP TABLE `pets`;'],
  ['ALTER TABLE "users" RENAME TO "people"', 'RENAME TABLE `users` TO `people`;'],
  [
    'ALTER TABLE "users" ADD COLUMN "a" INTEGER, ADD COLUMN "b" INTEGER NOT NULL DEFAULT 0, DROP COLUMN "notes"',
    'ALTER TABLE `users` ADD COLUMN `a` INTEGER NULL, ADD COLUMN `b` INTEGER NOT NULL DEFAULT 0, DROP COLUMN `notes`;'
  ],
  [
    // PostgreSQL refuses where there are rows; MySQL would fill in 0.
    'ALTER TABLE "users" ADD COLUMN "a" INTEGER NOT NULL, ALTER COLUMN "name" DROP NOT NULL',
    'ALTER TABLE `users` ADD COLUMN `a` INTEGER NULL; ALTER TABLE `users` MODIFY `a` INTEGER NOT NULL, MODIFY `name` VARCHAR(32) NULL;'
  ],
  [
    // How Prisma changes a type whose values cannot be kept.
    'ALTER TABLE "users" ADD COLUMN "a" INTEGER NOT NULL, DROP COLUMN "name", ADD COLUMN "name" TIMESTAMP(3) NOT NULL, ' +
      'DROP COLUMN "notes", ADD COLUMN "notes" DATE',
    'ALTER TABLE `users` ADD COLUMN `a` INTEGER NULL; ' +
      'ALTER TABLE `users` DROP COLUMN `name`, ADD COLUMN `name` DATETIME(3) NOT NULL, DROP COLUMN `notes`, ADD COLUMN `notes` DATE NULL, ' +
      'MODIFY `a` INTEGER NOT NULL;'
  ],
  [
    'ALTER TABLE "users" DROP COLUMN "name", ADD COLUMN "Name" DATE NOT NULL',
    'ALTER TABLE `users` DROP COLUMN `name`, ADD COLUMN `Name` DATE NOT NULL;'
  ],
  [
    'ALTER TABLE "users" DROP CONSTRAINT "users_pkey", DROP COLUMN "id", ADD COLUMN "id" DATE NOT NULL, ADD CONSTRAINT "users_pkey" PRIMARY KEY ("id")',
    'ALTER TABLE `users` DROP PRIMARY KEY, DROP COLUMN `id`, ADD COLUMN `id` DATE NOT NULL, ADD PRIMARY KEY (`id`);'
  ],
  [
    'ALTER TABLE "users" ALTER COLUMN "name" SET DEFAULT \'x\', ALTER COLUMN "name" SET DATA TYPE VARCHAR(64)',
    "ALTER TABLE `users` MODIFY `name` VARCHAR(64) NOT NULL DEFAULT 'x';"
  ],
  [
    'ALTER TABLE "users" ALTER COLUMN "since" SET DATA TYPE TIMESTAMP(6)',
    'ALTER TABLE `users` MODIFY `since` DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6);'
  ],
  [
    'ALTER TABLE "users" ALTER COLUMN "name" SET DATA TYPE VARCHAR(32) COLLATE "und-x-icu"',
    'ALTER TABLE `users` MODIFY `name` VARCHAR(32) COLLATE /*!80000 utf8mb4_0900_as_cs */ /*M!101001 utf8mb4_uca1400_nopad_as_cs */ NOT NULL;'
  ],
  [
    'ALTER TABLE "users" RENAME COLUMN "name" TO "title"',
    'ALTER TABLE `users` RENAME COLUMN `name` TO `title`;'
  ],
  [
    'ALTER TABLE "users" ALTER COLUMN "id" DROP DEFAULT; DROP SEQUENCE "users_id_seq"; ' +
      'ALTER TABLE "users" ALTER COLUMN "id" SET DATA TYPE BIGINT',
    'ALTER TABLE `users` MODIFY `id` INTEGER NOT NULL; ALTER TABLE `users` MODIFY `id` BIGINT NOT NULL;'
  ],
  [
    'ALTER TABLE "users" ALTER COLUMN "id" SET DEFAULT 1, DROP CONSTRAINT "users_pkey"',
    'ALTER TABLE `users` DROP PRIMARY KEY, MODIFY `id` INTEGER NOT NULL DEFAULT 1;'
  ],
  ['ALTER TABLE "users" SET (fillfactor = 70)', ''],
  ['CREATE SCHEMA IF NOT EXISTS "public"', '']
])

translates('enums, which are part of each column', [
  [
    `ALTER TYPE "Role" ADD VALUE 'admin'`,
    "ALTER TABLE `users` MODIFY `role` ENUM('customer', 'staff', 'admin') NOT NULL DEFAULT 'customer';"
  ],
  [
    `ALTER TYPE "Role" ADD VALUE 'guest' BEFORE 'customer'`,
    "ALTER TABLE `users` MODIFY `role` ENUM('guest', 'customer', 'staff') NOT NULL DEFAULT 'customer';"
  ],
  [`ALTER TYPE "Role" ADD VALUE IF NOT EXISTS 'staff' BEFORE 'customer'`, ''],
  [
    `ALTER TYPE "Role" ADD VALUE IF NOT EXISTS 'admin'`,
    "ALTER TABLE `users` MODIFY `role` ENUM('customer', 'staff', 'admin') NOT NULL DEFAULT 'customer';"
  ],
  [
    // Prisma's way to take away a value.
    `BEGIN;
     CREATE TYPE "Role_new" AS ENUM ('customer');
     ALTER TABLE "users" ALTER COLUMN "role" DROP DEFAULT;
     ALTER TABLE "users" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
     ALTER TYPE "Role" RENAME TO "Role_old";
     ALTER TYPE "Role_new" RENAME TO "Role";
     DROP TYPE "Role_old";
     ALTER TABLE "users" ALTER COLUMN "role" SET DEFAULT 'customer';
     COMMIT;`,
    "ALTER TABLE `users` MODIFY `role` ENUM('customer') NOT NULL DEFAULT 'customer';"
  ],
  [
    `CREATE TYPE "Size" AS ENUM ('S', 'L'); ALTER TABLE "users" ADD COLUMN "size" "Size" DEFAULT 'S'::"Size"; DROP TYPE "Role"`,
    "ALTER TABLE `users` ADD COLUMN `size` ENUM('S', 'L') NULL DEFAULT 'S';"
  ]
])

translates('indexes', [
  [
    'CREATE UNIQUE INDEX "a" ON "users"("name" ASC, "since" DESC)',
    'CREATE UNIQUE INDEX `a` ON `users` (`name`, `since` DESC);'
  ],
  ['DROP INDEX "pets_weight_idx"', 'DROP INDEX `pets_weight_idx` ON `pets`;'],
  [
    'ALTER TABLE "pets" RENAME TO "animals"; ALTER INDEX "pets_weight_idx" RENAME TO "animals_weight_idx"; DROP INDEX "animals_weight_idx"',
    'RENAME TABLE `pets` TO `animals`; ALTER TABLE `animals` RENAME INDEX `pets_weight_idx` TO `animals_weight_idx`; DROP INDEX `animals_weight_idx` ON `animals`;'
  ],
  [
    // As PostgreSQL does; MySQL would keep the index without the column.
    'CREATE INDEX "a" ON "users"("name", "since"); ALTER TABLE "users" DROP COLUMN "name"',
    'CREATE INDEX `a` ON `users` (`name`, `since`); ALTER TABLE `users` DROP INDEX `a`, DROP COLUMN `name`;'
  ],
  [
    'ALTER TABLE "users" ADD CONSTRAINT "u" UNIQUE ("name")',
    'ALTER TABLE `users` ADD UNIQUE INDEX `u` (`name`);'
  ],
  [
    'ALTER TABLE "users" ADD CONSTRAINT "u" UNIQUE ("name"); ALTER TABLE "users" DROP CONSTRAINT "u"',
    'ALTER TABLE `users` ADD UNIQUE INDEX `u` (`name`); ALTER TABLE `users` DROP INDEX `u`;'
  ]
])

translates('foreign keys, which MySQL leaves at no time without an index', [
  [
    // The new index is made in the statement that takes away the one that it replaces.
    'ALTER TABLE "pets" DROP CONSTRAINT "pets_pkey", ADD COLUMN "id" SERIAL NOT NULL, ADD CONSTRAINT "pets_pkey" PRIMARY KEY ("id"); ' +
      'CREATE INDEX "a" ON "pets"("weight"); CREATE UNIQUE INDEX "b" ON "pets"("user_id", "number")',
    'ALTER TABLE `pets` DROP PRIMARY KEY, ADD COLUMN `id` INTEGER NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (`id`), ' +
      'ADD UNIQUE INDEX `b` (`user_id`, `number`); CREATE INDEX `a` ON `pets` (`weight`);'
  ],
  [
    'ALTER TABLE "pets" DROP CONSTRAINT "pets_pkey", DROP COLUMN "number", ADD COLUMN "number" DATE NOT NULL, ' +
      'ADD CONSTRAINT "pets_pkey" PRIMARY KEY ("user_id", "number")',
    'ALTER TABLE `pets` DROP PRIMARY KEY, DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `pets_both_check`, DROP COLUMN `number`, ' +
      'ADD COLUMN `number` DATE NOT NULL, ADD PRIMARY KEY (`user_id`, `number`);'
  ],
  [
    // Where there is none to come, it gets the one that MySQL would have made.
    'ALTER TABLE "pets" DROP CONSTRAINT "pets_pkey"; CREATE INDEX "a" ON "pets"("weight")',
    'ALTER TABLE `pets` DROP PRIMARY KEY, ADD INDEX `pets_user_id_fkey` (`user_id`); CREATE INDEX `a` ON `pets` (`weight`);'
  ],
  [
    // MySQL makes an index for a key without one, which goes with the key, or when another serves.
    'ALTER TABLE "pets" ADD CONSTRAINT "f" FOREIGN KEY ("number") REFERENCES "users"("id") ON DELETE RESTRICT; ALTER TABLE "pets" DROP CONSTRAINT "f"',
    'ALTER TABLE `pets` ADD CONSTRAINT `f` FOREIGN KEY (`number`) REFERENCES `users` (`id`) ON DELETE RESTRICT ON UPDATE NO ACTION; ' +
      'ALTER TABLE `pets` DROP FOREIGN KEY `f`, DROP INDEX `f`;'
  ],
  [
    'ALTER TABLE "pets" ADD CONSTRAINT "f" FOREIGN KEY ("number") REFERENCES "users"("id") ON DELETE NO ACTION; CREATE INDEX "a" ON "pets"("number", "weight")',
    'ALTER TABLE `pets` ADD CONSTRAINT `f` FOREIGN KEY (`number`) REFERENCES `users` (`id`) ON DELETE NO ACTION ON UPDATE NO ACTION; ' +
      'ALTER TABLE `pets` ADD INDEX `a` (`number`, `weight`), DROP INDEX `f`;'
  ],
  [
    'ALTER TABLE "pets" DROP CONSTRAINT "pets_user_id_fkey"',
    'ALTER TABLE `pets` DROP FOREIGN KEY `pets_user_id_fkey`;'
  ],
  [
    'ALTER TABLE "pets" RENAME CONSTRAINT "pets_user_id_fkey" TO "f"',
    'ALTER TABLE `pets` DROP FOREIGN KEY `pets_user_id_fkey`, ADD CONSTRAINT `f` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE;'
  ],
  ['ALTER TABLE "pets" RENAME CONSTRAINT "pets_pkey" TO "p"', '']
])

const ADD_CHECK = 'ALTER TABLE "pets" ADD CONSTRAINT "c" CHECK'
translates('conditions of CHECKs', [
  [
    `${ADD_CHECK} ("weight" - ("number" - 1) * 2 >= 0 AND NOT ("weight" = 1 OR "number" <> 2))`,
    'ALTER TABLE `pets` ADD CONSTRAINT `c` CHECK (`weight` - (`number` - 1) * 2 >= 0 AND NOT (`weight` = 1 OR `number` <> 2));'
  ],
  [
    `${ADD_CHECK} (("weight" IS NULL AND "number" IN (1, 2)) OR "number" NOT IN (3) OR "weight" IS NOT NULL)`,
    'ALTER TABLE `pets` ADD CONSTRAINT `c` CHECK (`weight` IS NULL AND `number` IN (1, 2) OR `number` NOT IN (3) OR `weight` IS NOT NULL);'
  ],
  [
    'ALTER TABLE "pets" DROP CONSTRAINT "pets_weight_check"',
    'ALTER TABLE `pets` DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `pets_weight_check`;'
  ],
  [
    'ALTER TABLE "pets" DROP COLUMN "weight"',
    'ALTER TABLE `pets` DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `pets_weight_check`, ' +
      'DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `pets_both_check`, DROP INDEX `pets_weight_idx`, DROP COLUMN `weight`;'
  ]
])
