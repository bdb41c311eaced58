-- What there is goes into the ledger: all of it, or what differs where a level is there already.
INSERT INTO "stock_movements" ("good_id", "quantity", "kind", "note")
SELECT g."id", g."stock" - COALESCE(l."on_hand", 0), 'corrected', 'Counted in goods'
FROM "goods" g LEFT JOIN "stock_levels" l ON l."good_id" = g."id"
WHERE g."stock" <> COALESCE(l."on_hand", 0) AND COALESCE(l."backorder", FALSE) = FALSE
ORDER BY g."id";

UPDATE "stock_levels"
SET "on_hand" = (SELECT g."stock" FROM "goods" g WHERE g."id" = "good_id"), "version" = "version" + 1
WHERE "backorder" = FALSE
  AND "on_hand" <> (SELECT g."stock" FROM "goods" g WHERE g."id" = "good_id");

INSERT INTO "stock_levels" ("good_id", "on_hand")
SELECT g."id", g."stock" FROM "goods" g
WHERE NOT EXISTS (SELECT 1 FROM "stock_levels" l WHERE l."good_id" = g."id") ORDER BY g."id";

-- AlterTable
-- True for all at first: a default writes no row, and few goods are sold out.
ALTER TABLE "goods" ADD COLUMN     "available" BOOLEAN NOT NULL DEFAULT true,
ALTER COLUMN "stock" SET DEFAULT 0;
UPDATE "goods" SET "available" = FALSE
WHERE "stock" = 0
  AND NOT EXISTS (SELECT 1 FROM "stock_levels" l WHERE l."good_id" = "goods"."id" AND l."backorder" = TRUE);
ALTER TABLE "goods" ALTER COLUMN "available" SET DEFAULT false;
