-- A slot with a capacity of 0 is closed, and orders that have it keep it.
ALTER TABLE "delivery_slots" DROP CONSTRAINT "delivery_slots_taken_check",
ADD CONSTRAINT "delivery_slots_taken_check" CHECK (0 <= "taken" AND ("capacity" = 0 OR "taken" <= "capacity"));
