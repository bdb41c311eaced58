-- MySQL's form of 20261128001200_closed_slots_keep_their_orders/migration.sql (SHA-256 0ae3cd9285b4afd303d8937edb2c93939f7a45ebea9a9179a4a2965663d24d32).

-- A slot with a capacity of 0 is closed, and orders that have it keep it.
ALTER TABLE `delivery_slots`
    DROP /*!80016 CHECK */ /*M! CONSTRAINT */ `delivery_slots_taken_check`,
    ADD CONSTRAINT `delivery_slots_taken_check` CHECK (0 <= `taken` AND (`capacity` = 0 OR `taken` <= `capacity`));
