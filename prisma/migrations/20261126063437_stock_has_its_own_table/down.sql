-- The ledger and the levels stay. "goods"."stock" was written along, and is what counts from here on; the way up books what differs then.

-- AlterTable
ALTER TABLE "goods" DROP COLUMN "available",
ALTER COLUMN "stock" DROP DEFAULT;
