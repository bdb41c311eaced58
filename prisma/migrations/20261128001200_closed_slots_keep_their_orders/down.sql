-- Closed slots that orders have are full again: the former check knows no others.
UPDATE "delivery_slots" SET "capacity" = "taken" WHERE "taken" > "capacity";

ALTER TABLE "delivery_slots" DROP CONSTRAINT "delivery_slots_taken_check",
ADD CONSTRAINT "delivery_slots_taken_check" CHECK (0 <= "taken" AND "taken" <= "capacity");
